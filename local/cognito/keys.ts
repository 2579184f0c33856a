import { randomBytes } from 'node:crypto';
import { createLocalJWKSet, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import type { JWK, JWTPayload, JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { StateFile } from './state-folder.js';

type TokenUse = 'id' | 'access';

const rsaKey = z.looseObject({ kty: z.literal('RSA'), kid: z.string(), d: z.string() });
const keysSchema = z.object({ id: rsaKey, access: rsaKey });

/** The pool's two RS256 keys: ID tokens and access tokens carry different `kid`s. */
export interface Keys {
  sign(use: TokenUse, claims: JWTPayload): Promise<string>;
  /** The public halves, as `/.well-known/jwks.json` shows them. */
  jwks: { keys: JWK[] };
  verificationKey: JWTVerifyGetKey;
}

/** Kept keys, or new ones which are then kept. @throws {DamagedState} */
export async function loadKeys(folder: string | undefined): Promise<Keys> {
  const file = new StateFile(folder, 'keys.json', keysSchema);
  let saved = file.load();
  if (!saved) {
    const [id, access] = await Promise.all([newKey(), newKey()]);
    saved = keysSchema.parse({ id, access });
    file.save(saved);
  }
  const secrets = saved;
  const jwks = { keys: [publicHalf(secrets.id), publicHalf(secrets.access)] };
  return {
    jwks,
    verificationKey: createLocalJWKSet(jwks),
    sign: async (use, claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ kid: secrets[use].kid, alg: 'RS256' }) // no `typ`: Cognito sets none
        .sign(await importJWK(secrets[use], 'RS256')),
  };
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomBytes(32).toString('base64') };
}

const publicHalf = ({ kid, kty, n, e }: JWK): JWK => ({ alg: 'RS256', e, kid, kty, n, use: 'sig' });
