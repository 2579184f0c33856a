import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { startLocalCognito } from '../../local/cognito/server.js';
import { defaultSettings, type Settings } from '../../local/cognito/settings.js';

/** The pool that the facts are checked against: a local one, or a real one that was named. */
export type Target = Awaited<ReturnType<typeof openTarget>>;

// oxlint-disable-next-line node/no-process-env -- what run.ts was told
const environment = process.env;
const { CONTRACT_POOL, CONTRACT_REGION, CONTRACT_CLIENT } = environment;
const { CONTRACT_PUBLIC_CLIENT, CONTRACT_DOMAIN } = environment;

/** Whether mails can be read and the clock can be moved. */
export const isLocal = CONTRACT_POOL === undefined;

/** For facts that only a mailbox, or patience, could check. */
export const describeLocally = isLocal ? describe : describe.skip;

export const openTarget = async (changes: Partial<Settings> = {}) =>
  isLocal ? local({ ...defaultSettings, ...changes }) : real();

/** A client without a secret: the only kind that amazon-cognito-identity-js knows. */
export const openPublicTarget = async () =>
  openTarget({ client: { ...defaultSettings.client, secret: '' } });

async function local(settings: Settings) {
  const mails: string[] = [];
  let ahead = 0;
  const cognito = await startLocalCognito({
    port: 0,
    settings,
    now: () => Date.now() + ahead,
    mail: (line) => mails.push(line),
    log: () => undefined,
  });
  const region = settings.poolId.split('_')[0] ?? '';
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  return {
    sdk: new CognitoIdentityProviderClient({ endpoint: cognito.domain, region, credentials }),
    endpoint: cognito.domain,
    region,
    poolId: settings.poolId,
    issuer: cognito.issuer,
    domain: cognito.domain,
    clientId: settings.client.id,
    publicClientId: settings.client.id,
    secret: settings.client.secret,
    now: () => Date.now() + ahead,
    pass: async (seconds: number) => {
      ahead += seconds * 1000;
    },
    /** The last word of the last mail to someone: a code, or a temporary password. */
    mailed: (email: string) =>
      mails
        .findLast((line) => line.startsWith(`mail to ${email}:`))
        ?.split(' ')
        .at(-1) ?? '',
    close: cognito.close,
  };
}

async function real() {
  const sdk = new CognitoIdentityProviderClient({ region: CONTRACT_REGION });
  const client = { UserPoolId: CONTRACT_POOL, ClientId: CONTRACT_CLIENT };
  const { UserPoolClient } = await sdk.send(new DescribeUserPoolClientCommand(client));
  return {
    sdk,
    endpoint: `https://cognito-idp.${CONTRACT_REGION}.amazonaws.com/`,
    region: CONTRACT_REGION ?? '',
    poolId: CONTRACT_POOL ?? '',
    issuer: `https://cognito-idp.${CONTRACT_REGION}.amazonaws.com/${CONTRACT_POOL}`,
    domain: CONTRACT_DOMAIN ?? '',
    clientId: CONTRACT_CLIENT ?? '',
    publicClientId: CONTRACT_PUBLIC_CLIENT ?? '',
    secret: UserPoolClient?.ClientSecret ?? '',
    now: Date.now,
    pass: async (seconds: number) => pause(seconds * 1000),
    mailed: () => '',
    close: async () => sdk.destroy(),
  };
}

/** AWS: "Computing secret hash values". Undefined for a client without a secret. */
export const secretHash = ({ secret, clientId }: Target, name: string): string | undefined =>
  secret === ''
    ? undefined
    : createHmac('sha256', secret).update(`${name}${clientId}`).digest('base64');
