import type { PreSignUpTriggerEvent } from 'aws-lambda';
import * as fc from 'fast-check';
import { handler } from './pre-sign-up.js';

/** As Cognito sends it (AWS: "Pre sign-up Lambda trigger"). */
const eventFor = (email: string): PreSignUpTriggerEvent => ({
  version: '1',
  region: 'eu-central-1',
  userPoolId: 'eu-central-1_AbCdEfGhI',
  userName: '8c5c2b1e-5a6f-4a3e-9a51-0d5bd8e3c001',
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'client' },
  triggerSource: 'PreSignUp_SignUp',
  request: { userAttributes: { email } },
  response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
});

describe('the pre-sign-up trigger', () => {
  const variable = 'ALLOWED_EMAIL_DOMAINS';
  // oxlint-disable-next-line node/no-process-env -- a Lambda is configured by its environment
  const environment = process.env;
  const before = environment[variable];
  afterEach(() => {
    if (before === undefined) delete environment[variable];
    else environment[variable] = before;
  });

  it.each([
    ['no list', undefined, 'carol@anywhere.example'],
    ['an empty list', '', 'carol@anywhere.example'],
    ['a list of nothing', ' , ', 'carol@anywhere.example'],
    ['its domain', 'example.com', 'carol@example.com'],
    ['its domain among others', 'example.org, example.com', 'carol@example.com'],
    ['its domain in another case', 'Example.COM', 'carol@eXample.com'],
    ['an ordinary address', 'example.com', "Carol.O'Hara-2+tag_x@example.com"],
  ])('lets %s pass', async (_what, list, email) => {
    if (list === undefined) delete environment[variable];
    else environment[variable] = list;
    const event = eventFor(email);
    expect(await handler(event)).toBe(event);
    expect(event.response.autoConfirmUser).toBe(false);
  });

  it.each([
    ['another domain', 'carol@example.org'],
    ['a subdomain', 'carol@mail.example.com'],
    ['a domain that ends so', 'carol@notexample.com'],
    ['a domain that begins so', 'carol@example.com.evil.test'],
    ['the domain before another', 'carol@example.com@evil.test'],
    ['no domain', 'example.com.'],
    ['no address', ''],
    ['two @', 'a@evil.test@example.com'],
    ['quotes', '"a@evil.test"@example.com'],
    ['quotes without need', '"carol"@example.com'],
    ['an escaped @', String.raw`a\@evil.test@example.com`],
    ['a comment', 'carol(a@evil.test)@example.com'],
    ['a comment after it', 'carol@example.com(evil.test)'],
    ['a name before it', 'Carol <carol@example.com>'],
    ['two addresses', 'a@evil.test,carol@example.com'],
    ['two addresses, by a semicolon', 'a@evil.test;carol@example.com'],
    ['a route', '@evil.test:carol@example.com'],
    ['a route by %', 'a%evil.test@example.com'],
    ['a route by !', 'evil.test!a@example.com'],
    ['nobody', '@example.com'],
    ['a dot at the beginning', '.carol@example.com'],
    ['two dots', 'carol..x@example.com'],
    ['a dot before the @', 'carol.@example.com'],
    ['a dot at the end', 'carol@example.com.'],
    ['a blank before it', ' carol@example.com'],
    ['a blank after it', 'carol@example.com '],
    ['a blank inside', 'carol @example.com'],
    ['a line break after it', 'carol@example.com\n'],
    ['a header', 'carol@example.com\r\nBcc: a@evil.test'],
    ['a line before it', 'a@evil.test\ncarol@example.com'],
    ['a byte of nothing', 'carol@example.com\0'],
    ['a wide @', 'a＠evil.test@example.com'],
    ['a wide @ alone', 'carol＠example.com'],
    ['a small @', 'a﹫evil.test@example.com'],
    ['a domain with a wide letter', 'carol@ｅxample.com'],
    ['a domain with a Cyrillic letter', 'carol@exаmple.com'],
    ['a domain with an ideographic dot', 'carol@example。com'],
    ['a zero-width space', 'carol@example\u200b.com'],
    ['a soft hyphen', 'carol@exam\u00adple.com'],
    ['an address of a machine', 'carol@[127.0.0.1]'],
  ])('refuses %s', async (_what, email) => {
    environment[variable] = 'example.com';
    await expect(handler(eventFor(email))).rejects.toThrow(
      'Sign-up is not open to this e-mail domain.',
    );
  });

  // toLowerCase() makes an ASCII letter of this one.
  it('refuses a domain that becomes the allowed one in lower case', async () => {
    environment[variable] = 'kelvin.com';
    await expect(handler(eventFor('carol@\u212aelvin.com'))).rejects.toThrow('not open');
  });

  const isLetIn = async (email: string) => {
    environment[variable] = 'example.com';
    return handler(eventFor(email)).then(
      () => true,
      () => false,
    );
  };

  describe('an address in the domain', () => {
    const ODD = ['@', '"', '(', ')', '<', '>', ',', ';', ':', '%', '!', '[', ']', '\\', ' ', '\n'];
    const odd = fc.constantFrom(...ODD);
    const isAtom = (text: string) =>
      text !== '' && text.split('').every((one) => one > ' ' && one <= '~' && !ODD.includes(one));

    it('is let in by any plain name, and by nothing else', async () => {
      const piece = fc.oneof(
        odd,
        fc.constantFrom('a', '.', 'evil.test', '＠', '\0', '\u200b'),
        fc.string({ maxLength: 3 }),
        fc.string({ unit: 'binary', maxLength: 2 }),
      );
      const name = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
      await fc.assert(
        fc.asyncProperty(name, async (written) => {
          expect(await isLetIn(`${written}@example.com`)).toBe(written.split('.').every(isAtom));
        }),
        { numRuns: 2000 },
      );
    });

    it('is not let in with a character that has two readings', async () => {
      await fc.assert(
        fc.asyncProperty(fc.string(), odd, fc.string(), async (start, character, end) => {
          expect(await isLetIn(`a${start}${character}${end}b@example.com`)).toBe(false);
        }),
      );
    });

    it('is not let in with anything after it', async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (rest) => {
          expect(await isLetIn(`carol@example.com${rest}`)).toBe(false);
        }),
      );
    });
  });
});
