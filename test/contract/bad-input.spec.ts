import { operations } from '../../local/cognito/api/operations.js';
import { describeLocally, openTarget, secretHash } from './target.js';

const target = await openTarget();
const { clientId: ClientId, poolId: UserPoolId } = target;

async function send(
  operation: string,
  body: unknown,
  headers: Record<string, string> = { authorization: 'AWS4-HMAC-SHA256 Credential=any' },
) {
  const response = await fetch(target.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const answer: { __type?: string; message?: string } = JSON.parse(text);
  return { status: response.status, headers: response.headers, text, ...answer };
}

/** Every field that some operation has, right in form. */
const FORMED = {
  ClientId,
  UserPoolId,
  Username: 'nobody@example.com',
  SecretHash: secretHash(target, 'nobody@example.com'),
  AccessToken: 'no.token.atall',
  Session: 'x'.repeat(40),
  Password: 'Correct-Horse-9',
  PreviousPassword: 'Correct-Horse-9',
  ProposedPassword: 'Correct-Horse-9',
  TemporaryPassword: 'Correct-Horse-9',
  ConfirmationCode: '123456',
  UserCode: '123456',
  Code: '123456',
  AttributeName: 'email',
  AuthFlow: 'USER_PASSWORD_AUTH',
  AuthParameters: {},
  ChallengeName: 'SOFTWARE_TOKEN_MFA',
  ChallengeResponses: {},
  Token: 'x',
  RefreshToken: 'x',
  GroupName: 'nobody',
  UserAttributes: [],
  Filter: '',
  Limit: 1,
};
const FIELDS = Object.keys(FORMED);
const DAMAGE: [how: string, value: unknown][] = [
  ['missing', undefined],
  ['null', null],
  ['empty', ''],
  ['too long', 'x'.repeat(140_000)],
  ['a control character', '\u0000'],
  ['a number', 1e300],
  ['negative', -1],
  ['a list', [[]]],
  ['an object', { toString: 'x' }],
  ['a name that every object has', '__proto__'],
];

afterAll(() => target.close());

// Thousands of calls: only the stand-in is asked.
describeLocally.each(Object.keys(operations))('%s', (operation) => {
  it.each([
    ['no body', ''],
    ['no JSON', '{'],
    ['a list', []],
    ['null', null],
    ['nothing', {}],
    ['text', '"x"'],
  ])('refuses %s in Cognito’s way', async (_what, body) => {
    const { status, __type, text } = await send(operation, body);
    expect(status).toBe(400);
    expect(__type).toMatch(/^(?:InvalidParameter|Serialization)Exception$/u);
    expect(text).not.toMatch(/at .*\.ts|node_modules/u);
  });

  it.each(DAMAGE)('answers a field that is %s without failing itself', async (_how, value) => {
    const answers = await Promise.all(
      FIELDS.map(async (field) => send(operation, { ...FORMED, [field]: value })),
    );
    for (const { status, __type, text } of answers) {
      expect(`${status} ${__type ?? ''}`).toMatch(/^(?:200 |400 [A-Za-z]+Exception)$/u);
      expect(text).not.toMatch(/at .*\.ts|node_modules/u);
    }
  });
});

describeLocally('the user-pool API', () => {
  it('says which field is wrong, and how', async () => {
    const name = { ClientId, Username: 'x'.repeat(129), ConfirmationCode: '' };
    const { __type, message } = await send('ConfirmSignUp', name);
    expect(__type).toBe('InvalidParameterException');
    expect(message).toMatch(/validation errors? detected: Value at 'username' failed to satisfy/u);
  });

  it('knows what it is asked by the header alone', async () => {
    for (const operation of ['NoSuchOperation', 'constructor', '__proto__', '']) {
      const { status, __type, headers } = await send(operation, {});
      expect([status, __type]).toEqual([400, 'UnknownOperationException']);
      expect(headers.get('x-amzn-requestid')).toMatch(/^[\da-f-]{36}$/u);
    }
  });

  it.each(Object.entries(operations).flatMap(([name, { signed }]) => (signed ? [name] : [])))(
    'refuses %s without a signature',
    async (operation) => {
      const { __type } = await send(operation, { UserPoolId }, {});
      expect(__type).toBe('MissingAuthenticationTokenException');
    },
  );

  it('refuses a body of megabytes', async () => {
    const { status } = await send('SignUp', { ClientId, Username: 'x'.repeat(2_000_000) });
    expect([400, 413]).toContain(status);
  });
});
