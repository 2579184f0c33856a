import { join } from 'node:path';
import { z } from 'zod';
import { Obstacle } from '../obstacle.js';

const root = join(import.meta.dirname, '../..');
const port = (fallback: number) => z.coerce.number().int().min(1).max(65_535).default(fallback);

const schema = z.object({
  PORT: port(3000),
  PUBLIC_URL: z.string().optional(),
  LOCAL_HOST: z.string().default('127.0.0.1'),
  LOCAL_COGNITO_PORT: port(3001),
  LOCAL_COGNITO_URL: z.string().optional(),
  LOCAL_COGNITO_CONFIG: z.string().optional(),
  LOCAL_GATEWAY_PORT: port(3002),
  LOCAL_FILES_PORT: port(3003),
  LOCAL_STATE: z.string().default(join(root, '.local')),
  LOG_LEVEL: z.string().default('info'),
});

export type Environment = ReturnType<typeof readEnvironment>;

/** What the local stack is told by the environment. @throws {Obstacle} */
export function readEnvironment() {
  // oxlint-disable-next-line node/no-process-env -- the one place where local/ reads it
  const inherited = process.env;
  const parsed = schema.safeParse(inherited);
  if (!parsed.success) {
    const names = parsed.error.issues.map((issue) => issue.path.join('.'));
    throw new Obstacle(`${names.join(', ')}: a port is a number from 1 to 65535.`);
  }
  const { PORT: bffPort, LOCAL_COGNITO_PORT: cognitoPort, LOCAL_COGNITO_URL } = parsed.data;
  const publicUrl = parsed.data.PUBLIC_URL || `http://localhost:${bffPort}`;
  return {
    root,
    inherited,
    bffPort,
    /** Where browsers find the BFF: elsewhere where a dev server stands in front of it. */
    address: originOf(publicUrl),
    /** The interface that a stand-in listens on when it runs alone. */
    host: parsed.data.LOCAL_HOST,
    cognitoPort,
    /** Where servers find the local Cognito. Browsers find it at localhost. */
    cognitoUrl: LOCAL_COGNITO_URL ?? `http://localhost:${cognitoPort}`,
    /** The same, where something was said about it. */
    cognitoUrlGiven: LOCAL_COGNITO_URL,
    /** A settings file for pools of one's own, or what it would hold. */
    cognitoConfig: parsed.data.LOCAL_COGNITO_CONFIG,
    gatewayPort: parsed.data.LOCAL_GATEWAY_PORT,
    filesPort: parsed.data.LOCAL_FILES_PORT,
    stateFolder: parsed.data.LOCAL_STATE,
    logLevel: parsed.data.LOG_LEVEL,
  };
}

/** The BFF's own configuration says more of what an origin must be. @throws {Obstacle} */
function originOf(url: string): string {
  const origin = URL.parse(url.trim())?.origin;
  if (origin === undefined || origin === 'null') {
    throw new Obstacle('PUBLIC_URL: an origin, as in http://localhost:5173.');
  }
  return origin;
}
