import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { z } from 'zod';
import type { TemporaryCredentials } from './credentials.js';

export interface IdentityPoolOptions {
  id: string;
  /** The user pool whose people it knows, and the app client that they sign in by. */
  issuer: string;
  clientId: string;
  now: () => number;
}

/** An error of the API "Amazon Cognito Federated Identities". */
export class IdentityPoolError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const logins = z.record(z.string(), z.string()).optional();
const getId = z.object({ IdentityPoolId: z.string(), Logins: logins });
const getCredentials = z.object({ IdentityId: z.string(), Logins: logins });

const notAuthorized = (message: string) => new IdentityPoolError('NotAuthorizedException', message);

/** An identity pool: who shows an ID token of its user pool gets an identity, and credentials for it. */
export class IdentityPool {
  private readonly keys: ReturnType<typeof createRemoteJWKSet>;

  constructor(
    private readonly options: IdentityPoolOptions,
    private readonly credentials: TemporaryCredentials,
  ) {
    this.keys = createRemoteJWKSet(new URL(`${options.issuer}/.well-known/jwks.json`));
  }

  async call(operation: string, input: unknown): Promise<object> {
    if (operation === 'GetId') return this.getId(parsed(getId, input));
    if (operation === 'GetCredentialsForIdentity') {
      return this.getCredentials(parsed(getCredentials, input));
    }
    throw new IdentityPoolError('UnknownOperationException', 'Unknown operation.');
  }

  private async getId(input: z.infer<typeof getId>): Promise<object> {
    if (input.IdentityPoolId !== this.options.id) {
      throw new IdentityPoolError(
        'ResourceNotFoundException',
        `IdentityPool '${input.IdentityPoolId}' not found.`,
      );
    }
    return { IdentityId: this.identityOf(await this.verified(input.Logins)) };
  }

  private async getCredentials(input: z.infer<typeof getCredentials>): Promise<object> {
    const claims = await this.verified(input.Logins);
    if (this.identityOf(claims) !== input.IdentityId) {
      throw notAuthorized('Logins don’t match. Please include at least one valid login.');
    }
    // Role by token; who has none, or a tie, gets no credentials (`ambiguousRoleResolution: 'Deny'`).
    if (claims['cognito:preferred_role'] === undefined) {
      throw notAuthorized('Access to Identity is forbidden');
    }
    const issued = this.credentials.issue(input.IdentityId);
    return {
      IdentityId: input.IdentityId,
      Credentials: {
        AccessKeyId: issued.accessKeyId,
        SecretKey: issued.secretAccessKey,
        SessionToken: issued.sessionToken,
        Expiration: issued.expiresAt / 1000,
      },
    };
  }

  /** The same for a person for good, and nothing of theirs can be read out of it. */
  private identityOf({ sub }: JWTPayload): string {
    const digest = createHash('sha256').update(`${this.options.id} ${sub}`).digest('hex');
    const [region = ''] = this.options.id.split(':');
    return `${region}:${digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/u, '$1-$2-$3-$4-$5')}`;
  }

  private async verified(given: z.infer<typeof logins>): Promise<JWTPayload> {
    const { issuer, clientId, now } = this.options;
    const userPoolId = issuer.split('/').at(-1) ?? '';
    const name = `cognito-idp.${userPoolId.split('_')[0]}.amazonaws.com/${userPoolId}`;
    const token = given?.[name];
    if (token === undefined) {
      throw notAuthorized('Unauthenticated access is not supported for this identity pool.');
    }
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        issuer,
        audience: clientId, // an access token has none
        algorithms: ['RS256'],
        currentDate: new Date(now()),
        requiredClaims: ['exp', 'sub'],
      });
      if (payload['token_use'] !== 'id')
        throw notAuthorized('Invalid login token. Not an ID token.');
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired)
        throw notAuthorized('Invalid login token. Token expired');
      if (error instanceof errors.JOSEError) throw notAuthorized('Invalid login token.');
      throw error;
    }
  }
}

function parsed<T>(schema: z.ZodType<T>, input: unknown): T {
  const { success, data } = schema.safeParse(input);
  if (!success) throw new IdentityPoolError('InvalidParameterException', 'Invalid parameters.');
  return data;
}
