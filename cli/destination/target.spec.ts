import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveTarget, type TargetOptions } from './target.js';

const environment = {
  AWS_REGION: 'sa-east-1',
  COGNITO_ISSUER: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Env',
  COGNITO_CLIENT_ID: 'client-env',
  COGNITO_CLIENT_SECRET: 'secret-env',
  COGNITO_IDP_ENDPOINT: 'https://idp.example.com',
};
const ofEnvironment = {
  pool: 'eu-west-1_Env',
  region: 'eu-west-1',
  client: 'client-env',
  clientSecret: 'secret-env',
  endpoint: 'https://idp.example.com',
};
const ofLocalStack = {
  pool: 'eu-central-1_localpool',
  region: 'eu-central-1',
  client: 'localclient0123456789abcde',
  clientSecret: 'the-local-app-client-has-this-well-known-secret',
  endpoint: 'http://localhost:3001',
};
const NO_FILE = join(tmpdir(), 'no-such-file.json');
const nothing = { client: undefined, clientSecret: undefined, endpoint: undefined };

describe('where a command works', () => {
  let folder: string;
  let outputs: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cli-target-'));
    outputs = join(folder, 'outputs.json');
    writeFileSync(
      outputs,
      '{"Identity": {"UserPoolId": "us-east-1_File", "UserPoolClientId": "client-file"}}',
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const cases: [string, TargetOptions, Record<string, string>, object][] = [
    ['the environment', {}, environment, ofEnvironment],
    [
      'a pool id, which goes before the issuer',
      {},
      { ...environment, COGNITO_POOL_ID: 'eu-west-1_Id' },
      { ...ofEnvironment, pool: 'eu-west-1_Id' },
    ],
    [
      'options, which go before the environment',
      { client: 'client-option', clientSecret: 'secret-option', endpoint: 'http://there' },
      environment,
      {
        ...ofEnvironment,
        client: 'client-option',
        clientSecret: 'secret-option',
        endpoint: 'http://there',
      },
    ],
    [
      'another client: the secret of the first is not its own',
      { client: 'client-option' },
      environment,
      { ...ofEnvironment, client: 'client-option', clientSecret: undefined },
    ],
    [
      'another pool: client, secret and endpoint of the first are not its own',
      { pool: 'us-east-1_Option' },
      environment,
      { ...nothing, pool: 'us-east-1_Option', region: 'us-east-1' },
    ],
    [
      'a pool by option, and the rest of an environment that names none',
      { pool: 'us-east-1_Option' },
      { COGNITO_CLIENT_ID: 'c', COGNITO_CLIENT_SECRET: 's' },
      { ...nothing, pool: 'us-east-1_Option', region: 'us-east-1', client: 'c', clientSecret: 's' },
    ],
    ['the local stack, whatever else is set', { local: true }, environment, ofLocalStack],
    [
      'the local stack on another port',
      { local: true },
      { LOCAL_COGNITO_PORT: '4001' },
      { ...ofLocalStack, endpoint: 'http://localhost:4001' },
    ],
    [
      'the local stack on another host',
      { local: true, endpoint: 'http://there:1' },
      {},
      { ...ofLocalStack, endpoint: 'http://there:1' },
    ],
    [
      'nothing but a pool',
      { pool: 'us-east-1_A' },
      { COGNITO_CLIENT_ID: '' },
      {
        ...nothing,
        pool: 'us-east-1_A',
        region: 'us-east-1',
      },
    ],
    [
      'a region in the Gov cloud',
      { pool: 'us-gov-west-1_A', region: 'us-gov-west-1' },
      {},
      { ...nothing, pool: 'us-gov-west-1_A', region: 'us-gov-west-1' },
    ],
  ];
  it.each(cases)('%s', (_what, options, variables, expected) => {
    expect(resolveTarget(options, variables, NO_FILE)).toEqual(expected);
  });

  const ofFile = { pool: 'us-east-1_File', region: 'us-east-1', client: 'client-file' };

  it('a file that is named goes before the environment', () => {
    expect(resolveTarget({ outputs }, environment, NO_FILE)).toEqual({ ...nothing, ...ofFile });
  });

  it('a file that is found goes after the environment', () => {
    expect(resolveTarget({}, {}, outputs)).toEqual({ ...nothing, ...ofFile });
    expect(resolveTarget({}, environment, outputs)).toEqual(ofEnvironment);
    const { region } = resolveTarget({ client: 'c' }, { COGNITO_POOL_ID: 'x-1_A' }, outputs);
    expect(region).toBe('x-1');
  });

  it('a file that is found is not in the way of those who do not need it', () => {
    writeFileSync(outputs, '{');
    expect(resolveTarget({}, environment, outputs)).toEqual(ofEnvironment);
    expect(resolveTarget({ local: true }, {}, outputs)).toEqual(ofLocalStack);
    expect(() => resolveTarget({}, {}, outputs)).toThrow('is not a file of CDK outputs');
  });

  it('no pool is said, with how to give it', () => {
    expect(() => resolveTarget({}, { COGNITO_ISSUER: '' }, NO_FILE)).toThrow(
      'Which user pool? Say --local for the local stack, or --pool, or set COGNITO_ISSUER, or have the CDK write cdk-outputs.json.',
    );
  });

  it.each([
    ['a pool that is none', { pool: 'pool' }, 'pool is not the id of a user pool'],
    [
      'a region that is not the pool’s',
      { pool: 'us-east-1_A', region: 'us-west-2' },
      'The pool us-east-1_A is in us-east-1, not in us-west-2.',
    ],
    [
      'an endpoint that is none',
      { pool: 'us-east-1_A', endpoint: 'localhost:3001' },
      'localhost:3001 is not an endpoint: it has to begin with http:// or https://.',
    ],
  ])('%s is said', (_what, options, sentence) => {
    expect(() => resolveTarget(options, {}, NO_FILE)).toThrow(sentence);
  });
});
