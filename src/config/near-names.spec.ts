import * as fc from 'fast-check';
import { nearNames } from './near-names.js';
import { schema } from './schema.js';

const ours = Object.keys(schema.shape);
const near = (name: string) => nearNames([name], ours).map(([, meant]) => meant);

describe('a name that is one letter from one of ours', () => {
  it.each([
    ['a letter less', 'SESSION_SECRET', 'SESSION_SECRETS'],
    ['a letter more', 'API_URLS', 'API_URL'],
    ['another letter', 'COGNITO_DOMAIM', 'COGNITO_DOMAIN'],
    ['two letters swapped', 'COGNITO_ISSEUR', 'COGNITO_ISSUER'],
    ['another dash', 'LOG-LEVEL', 'LOG_LEVEL'],
    ['no dash', 'REDISURL', 'REDIS_URL'],
    ['a blank before it', ' REDIS_URL', 'REDIS_URL'],
    ['lower case', 'public_url', 'PUBLIC_URL'],
    ['lower case, and a letter less', 'session_secret', 'SESSION_SECRETS'],
  ])('is pointed out: %s', (_what, written, meant) => {
    expect(near(written)).toEqual([meant]);
  });

  it.each([
    'POST',
    'GHOST',
    'PORTS',
    'HOSTS',
    'port',
    'SESSION',
    'API',
    'SESSION_SECTERS',
    'A',
    '',
  ])('is not %s', (name) => expect(near(name)).toEqual([]));

  it('is none of ours', () => {
    expect(nearNames(ours, ours)).toEqual([]);
  });

  it('makes no line of its own', () => {
    expect(nearNames(['REDIS_URL\n'], ours)).toEqual([['REDIS_URL?', 'REDIS_URL']]);
  });
});

describe('whatever the edit', () => {
  const long = fc.constantFrom(...ours.filter((name) => name.length > 5));
  const letter = fc.constantFrom(...'ABCXYZ019_-'.split(''));
  const edits = fc.constantFrom<(name: string, at: number, other: string) => string>(
    (name, at, other) => name.slice(0, at) + other + name.slice(at),
    (name, at, other) => name.slice(0, at) + other + name.slice(at + 1),
    (name, at) => name.slice(0, at) + name.slice(at + 1),
    (name, at) => name.slice(0, at) + name.charAt(at + 1) + name.charAt(at) + name.slice(at + 2),
  );

  it('one is seen', () => {
    fc.assert(
      fc.property(long, fc.nat(), letter, edits, (name, position, other, edit) => {
        const written = edit(name, position % name.length, other);
        fc.pre(!ours.includes(written));
        expect(near(written)).toContain(name);
      }),
    );
  });

  it('three letters more are too many', () => {
    fc.assert(
      fc.property(long, fc.nat(), (name, position) => {
        const at = position % name.length;
        expect(near(`${name.slice(0, at)}QQQ${name.slice(at)}`)).toEqual([]);
      }),
    );
  });
});
