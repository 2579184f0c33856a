import { answerOf } from './result.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const ERROR = { status: 500, headers: JSON_TYPE, body: '{"message":"Internal Server Error"}' };

describe('what a Lambda’s result means', () => {
  it.each([
    ['an object', { a: 1 }, '{"a":1}'],
    ['a list', [1], '[1]'],
    ['text', 'Hello', 'Hello'],
    ['a number', 7, '7'],
    ['nothing', undefined, 'null'],
  ])('%s without a status code is the body of a 200', (_what, result, body) => {
    expect(answerOf(result)).toEqual({ status: 200, headers: JSON_TYPE, body });
  });

  it('a status code makes it an answer, with headers and cookies', () => {
    const result = {
      statusCode: 201,
      headers: { 'X-Number': 7, 'Content-Type': 'text/html' },
      cookies: ['a=1; Path=/', 'b=2'],
      body: '<p>',
    };
    expect(answerOf(result)).toEqual({
      status: 201,
      headers: { 'x-number': '7', 'content-type': 'text/html', 'set-cookie': result.cookies },
      body: '<p>',
    });
  });

  it('a body in base64 is decoded', () => {
    const answer = answerOf({ statusCode: 200, body: 'AP8=', isBase64Encoded: true });
    expect(answer.body).toEqual(Buffer.from([0, 255]));
  });

  it('a body without a type is text', () => {
    expect(answerOf({ statusCode: 200, body: 'x' }).headers).toEqual({
      'content-type': 'text/plain; charset=utf-8',
    });
  });

  it.each([
    ['a status that is none', { statusCode: 'OK' }],
    ['a status out of range', { statusCode: 99 }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
    ['headers that are none', { statusCode: 200, headers: 'x' }],
    ['cookies that are none', { statusCode: 200, cookies: 'a=1' }],
  ])('%s is an error', (_what, result) => {
    expect(answerOf(result)).toEqual(ERROR);
  });
});
