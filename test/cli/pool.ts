import { generateSync } from 'otplib';
import { startLocalCognito } from '../../local/cognito/server.js';
import { defaultSettings, type Settings } from '../../local/cognito/settings.js';

/** A local Cognito of a test's own, and what the tool has to be told to find it. */
export async function startPool(changes: Partial<Settings> = {}) {
  const clock = { ahead: 0 };
  const mails: string[] = [];
  const failures: string[] = [];
  const settings = { ...defaultSettings, ...changes };
  const cognito = await startLocalCognito({
    port: 0,
    settings,
    now: () => Date.now() + clock.ahead,
    mail: (line) => mails.push(line),
    log: (line) => failures.push(line),
  });
  return {
    mails,
    failures,
    settings,
    close: cognito.close,
    /** The options that are needed where the client's secret is not known. */
    options: [
      `--pool=${settings.poolId}`,
      `--client=${settings.client.id}`,
      `--endpoint=${cognito.domain}`,
    ],
    environment: { LOCAL_COGNITO_PORT: String(cognito.port) },
    /** The next code of an authenticator app, which was not used before. */
    nextCode: (secret: string) => {
      clock.ahead += 30_000;
      return generateSync({ secret, epoch: Math.floor((Date.now() + clock.ahead) / 1000) });
    },
  };
}

export type Pool = Awaited<ReturnType<typeof startPool>>;
