import * as fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseConfig } from '../config/config.js';
import { keyFor } from './keys.js';
import { SessionCookie } from './session-cookie.js';

const config = parseConfig({
  COGNITO_ISSUER: 'https://issuer.example.com/pool',
  COGNITO_DOMAIN: 'https://login.example.com',
  COGNITO_CLIENT_ID: 'client',
  COGNITO_CLIENT_SECRET: 'secret',
  API_URL: 'https://api.example.com',
  SESSION_SECRETS: `${'s'.repeat(32)},${'t'.repeat(32)}`,
});
const ID = 'the-id-of-a-session';
const [current, before] = config.session.secrets.map((secret) => {
  const key = keyFor('cookie', secret);
  return createHmac('sha256', key).update(ID).digest('base64').replace(/=+$/, '');
});
const GOOD = `s:${ID}.${current}`;
const inHeader = (value: string) => `session=${value}`;

describe('SessionCookie', () => {
  const cookie = new SessionCookie(config);

  it.each([
    ['as we write it', inHeader(encodeURIComponent(GOOD))],
    ['without escapes', inHeader(GOOD)],
    ['signed with the secret before', inHeader(`s:${ID}.${before}`)],
    ['among others', `a=b; ${inHeader(GOOD)}; c="d"`],
    ['once more', inHeader(encodeURIComponent(GOOD))],
  ])('knows its id: %s', (_name, header) => {
    expect(cookie.idIn(header)).toBe(ID);
  });

  it.each([
    ['no header', undefined],
    ['no cookie', ''],
    ['another name', `__Host-session=${GOOD}`],
    ['a name that ends alike', `my${inHeader(GOOD)}`],
    ['no signature', inHeader(`s:${ID}`)],
    ['an empty one', inHeader(`s:${ID}.`)],
    ['no mark', inHeader(GOOD.slice(2))],
    ['broken escapes', inHeader('s%3A%')],
    ['a first cookie that isn’t ours', `${inHeader('x')}; ${inHeader(GOOD)}`],
    ['another id with this signature', inHeader(`s:x${ID}.${current}`)],
  ])('knows none: %s', (_name, header) => {
    expect(cookie.idIn(header)).toBeUndefined();
  });

  it('keeps the cookie that it has seen, and not the header around it', () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const heap = () => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const spelt = (number: number) =>
      GOOD.split('').map((character, at) => {
        const isEscaped = (number >> at) & 1 && at < 12;
        return isEscaped ? `%${character.charCodeAt(0).toString(16)}` : character;
      });
    const fresh = new SessionCookie(config);
    const empty = heap();
    for (let number = 0; number < 2_000; number += 1) {
      const header = `${inHeader(spelt(number).join(''))}; a=${'x'.repeat(14_000)}${number}`;
      expect(fresh.idIn(Buffer.from(header).toString('latin1'))).toBe(ID);
    }
    expect((heap() - empty) / 1024 / 1024).toBeLessThan(10); // the headers are 28 MB
    expect(fresh.idIn(inHeader(GOOD))).toBe(ID);
  });

  it('takes no other cookie for one that it has seen', () => {
    expect(cookie.idIn(inHeader(GOOD))).toBe(ID);
    const position = fc.nat(GOOD.length - 1);
    fc.assert(
      fc.property(position, fc.constantFrom(...'aZ0_+/.%:'.split('')), (at, character) => {
        const changed = GOOD.slice(0, at) + character + GOOD.slice(at + 1);
        fc.pre(changed !== GOOD);
        expect(cookie.idIn(inHeader(changed))).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });
});
