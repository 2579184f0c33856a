/** What one source (options, environment, a file) says about where the users live. */
export interface Place {
  region?: string | undefined;
  pool?: string | undefined;
  client?: string | undefined;
  clientSecret?: string | undefined;
  /** Where AWS Secrets Manager keeps it: its ARN or name. */
  secretId?: string | undefined;
  /** Where the user-pool API answers, if it isn't AWS's own address. */
  endpoint?: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that the product itself is configured by, and COGNITO_POOL_ID. */
export function placeInEnvironment(environment: Environment): Place {
  const read = (name: string) => environment[name] || undefined; // an empty variable says nothing
  return {
    pool: read('COGNITO_POOL_ID') ?? read('COGNITO_ISSUER')?.replace(/\/$/u, '').split('/').at(-1),
    client: read('COGNITO_CLIENT_ID'),
    clientSecret: read('COGNITO_CLIENT_SECRET'),
    secretId: read('COGNITO_CLIENT_SECRET_ID'),
    endpoint: read('COGNITO_IDP_ENDPOINT'),
  };
}
