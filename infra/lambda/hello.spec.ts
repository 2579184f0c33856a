import { httpApiEvent } from '../test/http-api-event.js';
import { handler } from './hello.js';

const SUB = '8c5c2b1e-5a6f-4a3e-9a51-0d5bd8e3c001';

const idToken = {
  sub: SUB,
  aud: 'client',
  token_use: 'id',
  'cognito:username': SUB,
  'cognito:groups': '[admins users]',
  email: 'alice@example.com',
  email_verified: 'true',
};
const accessToken = { sub: SUB, client_id: 'client', token_use: 'access', username: SUB };

async function answerTo(claims: Record<string, string>) {
  const { statusCode, headers, body = '' } = await handler(httpApiEvent('/hello', claims));
  expect([statusCode, headers]).toEqual([200, { 'content-type': 'application/json' }]);
  return JSON.parse(body);
}

describe('GET /hello', () => {
  it('greets the bearer of an ID token by e-mail address', async () => {
    expect(await answerTo(idToken)).toEqual({
      message: 'Hello alice@example.com, welcome to cognito-secure-login',
      sub: SUB,
      username: SUB,
      email: 'alice@example.com',
      groups: ['admins', 'users'],
      admin: true,
    });
  });

  it('greets the bearer of an access token by username, without an e-mail address', async () => {
    expect(await answerTo(accessToken)).toEqual({
      message: `Hello ${SUB}, welcome to cognito-secure-login`,
      sub: SUB,
      username: SUB,
      groups: [],
      admin: false,
    });
  });

  it('prefers the name that someone gave', async () => {
    const { message } = await answerTo({ ...idToken, name: 'Alice' });
    expect(message).toBe('Hello Alice, welcome to cognito-secure-login');
  });

  it.each([
    ['[admins]', true],
    ['[users admins]', true],
    ['[super-admins]', false],
    ['[admins-emeriti users]', false],
    ['[]', false],
  ])('knows of the groups %s whether the caller is an admin: %s', async (groups, admin) => {
    expect(await answerTo({ ...accessToken, 'cognito:groups': groups })).toMatchObject({ admin });
  });

  it('names the project that it belongs to', async () => {
    // oxlint-disable-next-line node/no-process-env -- a Lambda is configured by its environment
    const environment = process.env;
    environment['PROJECT_NAME'] = 'our-project';
    try {
      expect((await answerTo(idToken)).message).toMatch(/, welcome to our-project$/u);
    } finally {
      delete environment['PROJECT_NAME'];
    }
  });
});
