import { jest } from '@jest/globals';
import { httpApiEvent } from '../test/http-api-event.js';
import { handler } from './admin-hello.js';

const SUB = '8c5c2b1e-5a6f-4a3e-9a51-0d5bd8e3c001';
const accessToken = { sub: SUB, client_id: 'client', token_use: 'access', username: SUB };

async function answerTo(groups: string | undefined) {
  const claims = { ...accessToken, ...(groups === undefined ? {} : { 'cognito:groups': groups }) };
  const { statusCode, headers, body = '' } = await handler(httpApiEvent('/admin/hello', claims));
  expect(headers).toEqual({ 'content-type': 'application/json' });
  return { statusCode, body: JSON.parse(body) };
}

describe('GET /admin/hello', () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  beforeEach(() => warn.mockClear());
  afterAll(() => warn.mockRestore());

  it.each(['[admins]', '[admins users]', '[users admins]'])(
    'greets a member of %s',
    async (groups) => {
      expect(await answerTo(groups)).toEqual({
        statusCode: 200,
        body: { message: 'Hello, administrator', sub: SUB },
      });
      expect(warn).not.toHaveBeenCalled();
    },
  );

  it.each([
    ['[super-admins]'],
    ['[admins-emeriti users]'],
    ['[users]'],
    ['[Admins]'],
    ['[]'],
    [undefined],
  ])('refuses a member of %s, and logs whom', async (groups) => {
    expect(await answerTo(groups)).toEqual({ statusCode: 403, body: { message: 'Forbidden' } });
    expect(warn).toHaveBeenCalledWith({
      event: 'admin.refused',
      sub: SUB,
      requestId: 'JKJaXmPLvHcESHA=',
    });
  });
});
