# The product and nothing else: `docker build .`, on any engine. docs/containers.md says why.

# Another base, by digest, where a deployment has to name what it is built on.
ARG BASE_IMAGE
# Written out here, for Dependabot reads no argument. It keeps a digest up too, where one is put behind the tag.
FROM node:24-bookworm-slim AS base

FROM ${BASE_IMAGE:-base} AS manifests
WORKDIR /app
COPY package.json package-lock.json ./

FROM manifests AS dependencies
RUN --mount=type=cache,target=/root/.npm --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --omit=dev --omit=optional --ignore-scripts
# Nothing here is ever run from TypeScript.
RUN find node_modules -type f -regex '.*\.\([cm]?ts\|map\)' -delete

FROM manifests AS build
RUN --mount=type=cache,target=/root/.npm --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --ignore-scripts
COPY .swcrc ./
COPY bin/build.ts bin/compile.ts bin/
COPY src src
COPY views views
COPY api api
RUN npm run build

FROM ${BASE_IMAGE:-base}
WORKDIR /app
ENV NODE_ENV=production
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json .
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --start-interval=500ms \
  CMD ["node", "-e", "require('http').get(`http://127.0.0.1:${process.env.PORT || 3000}/health/ready`, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1))"]
# Node is process 1: it gets SIGTERM itself, drains and exits 0.
# The young generation of its heap is bounded: left to itself, Node gives it more than all sessions take.
CMD ["node", "--max-semi-space-size=8", "dist/src/main.js"]

ARG VERSION=unversioned REVISION=unknown BASE_IMAGE
ENV REVISION="${REVISION}"
LABEL org.opencontainers.image.title="cognito-bff" \
      org.opencontainers.image.description="Browser login with Amazon Cognito, done on the server" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.base.name="${BASE_IMAGE:-unnamed}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
