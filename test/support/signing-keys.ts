import {
  exportJWK,
  exportPKCS8,
  exportSPKI,
  generateKeyPair,
  importPKCS8,
  SignJWT,
  UnsecuredJWT,
  type JWK,
  type JWTPayload,
} from 'jose';

/** A key pair as an OpenID provider keeps it: published by its `kid`, or never published. */
export interface SigningKey {
  kid: string;
  alg: string;
  privateKey: CryptoKey;
  jwk: JWK;
  /** The public key as PEM: what an algorithm-confusion attack takes as an HMAC secret. */
  pem: string;
}

let made = 0;

export async function generateSigningKey(alg: 'RS256' | 'ES256' = 'RS256'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const kid = `key-${(made += 1)}`;
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  return { kid, alg, privateKey, jwk, pem: await exportSPKI(publicKey) };
}

/** Makes the compact JWS of the claims. Each of these is something that a provider, or a forger, may do. */
export type Signer = (claims: JWTPayload) => Promise<string>;

export const signedWith =
  (key: SigningKey, header: { kid?: string | undefined } = { kid: key.kid }): Signer =>
  (claims) =>
    new SignJWT(claims).setProtectedHeader({ alg: key.alg, ...header }).sign(key.privateKey);

/** By the right key, in another way than it is published for. */
export const signedAs =
  (alg: 'RS384' | 'RS512' | 'PS256', { kid, privateKey }: SigningKey): Signer =>
  async (claims) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg, kid })
      .sign(await importPKCS8(await exportPKCS8(privateKey), alg));

/** `alg: none`: everything is said, nothing is proven (RFC 8725 §2.1). */
export const unsigned: Signer = async (claims) => new UnsecuredJWT(claims).encode();

/** HS256 with a secret that the relying party knows, under the `kid` of an RSA key. */
export const signedWithSecret =
  (secret: string, kid: string): Signer =>
  (claims) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid })
      .sign(new TextEncoder().encode(secret));

/** A right signature of other claims: the payload was changed after signing. */
export const tamperedAfter =
  (signer: Signer): Signer =>
  async (claims) => {
    const [header, , signature] = (await signer({ ...claims, jti: 'signed' })).split('.');
    const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return `${header}.${payload}.${signature}`;
  };
