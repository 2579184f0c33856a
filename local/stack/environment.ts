import { join } from 'node:path';
import { z } from 'zod';
import { Obstacle } from '../obstacle.js';

const root = join(import.meta.dirname, '../..');
const port = (fallback: number) => z.coerce.number().int().min(1).max(65_535).default(fallback);

const schema = z.object({
  PORT: port(3000),
  LOCAL_COGNITO_PORT: port(3001),
  LOCAL_GATEWAY_PORT: port(3002),
  LOCAL_STATE: z.string().default(join(root, '.local')),
  LOG_LEVEL: z.string().default('info'),
});

export type Environment = ReturnType<typeof readEnvironment>;

/** What the local stack is told by the environment. @throws {Obstacle} */
export const readEnvironment = () => {
  // oxlint-disable-next-line node/no-process-env -- the one place where local/ reads it
  const inherited = process.env;
  const parsed = schema.safeParse(inherited);
  if (!parsed.success) {
    const names = parsed.error.issues.map((issue) => issue.path.join('.'));
    throw new Obstacle(`${names.join(', ')}: a port is a number from 1 to 65535.`);
  }
  return {
    root,
    inherited,
    bffPort: parsed.data.PORT,
    cognitoPort: parsed.data.LOCAL_COGNITO_PORT,
    gatewayPort: parsed.data.LOCAL_GATEWAY_PORT,
    stateFolder: parsed.data.LOCAL_STATE,
    logLevel: parsed.data.LOG_LEVEL,
  };
};
