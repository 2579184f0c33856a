# Debian's Redis under Valkey's names: for `debian-engine.sh`, where the official image can't be pulled.
FROM debian:bookworm-slim
RUN groupadd --gid 1000 valkey && useradd --uid 999 --gid valkey valkey \
 && apt-get update -qq && apt-get install -y -qq --no-install-recommends redis-server && rm -rf /var/lib/apt/lists/* \
 && ln -s redis-server /usr/bin/valkey-server && ln -s redis-cli /usr/bin/valkey-cli \
 && install -d -o valkey -g valkey /data
USER valkey
WORKDIR /data
VOLUME /data
CMD ["valkey-server", "--protected-mode", "no"]
