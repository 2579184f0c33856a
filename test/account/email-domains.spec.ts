import type { PreSignUpTriggerEvent } from 'aws-lambda';
import * as fc from 'fast-check';
import { handler } from '../../infra/lambda/pre-sign-up.js';
import { parseConfig } from '../../src/config/config.js';
import { isAllowedAddress } from '../../src/pages/account/email-address.js';

const VARIABLE = 'ALLOWED_EMAIL_DOMAINS';

const LISTS = [undefined, '', ' , ', 'example.com', 'example.org, Example.COM ,', 'kelvin.com'];

const ADDRESSES = [
  'carol@example.com',
  'carol@eXample.com',
  'carol@example.org',
  "Carol.O'Hara-2+tag_x@example.com",
  'carol@mail.example.com',
  'carol@notexample.com',
  'carol@example.com.evil.test',
  'carol@example.com@evil.test',
  'a@evil.test@example.com',
  '"a@evil.test"@example.com',
  'carol(a@evil.test)@example.com',
  'Carol <carol@example.com>',
  'a@evil.test,carol@example.com',
  'a%evil.test@example.com',
  '.carol@example.com',
  'carol..x@example.com',
  'carol@example.com.',
  'carol@example.com\n',
  'carol@exаmple.com', // a Cyrillic letter
  'carol@\u212aelvin.com', // in lower case the letter k
  'carol@example。com',
  'example.com',
  '@example.com',
  '',
];

describe('an address that somebody signs up with, and one that they change to', () => {
  // oxlint-disable-next-line node/no-process-env -- a Lambda is configured by its environment
  const environment = process.env;
  const before = environment[VARIABLE];
  afterEach(() => tell(before));

  const tell = (list: string | undefined) => {
    if (list === undefined) delete environment[VARIABLE];
    else environment[VARIABLE] = list;
  };

  it.each(LISTS)('are held to the same rule by the list %j', async (list) => {
    tell(list);
    const domains = domainsOf(list);
    const bySignUp = await Promise.all(ADDRESSES.map(isLetIn));
    expect(ADDRESSES.map((email) => isAllowedAddress(email, domains))).toEqual(bySignUp);
  });

  it('are held to the same rule, however they are written', async () => {
    const list = 'example.com,example.org';
    tell(list);
    const domains = domainsOf(list);
    const piece = fc.oneof(
      fc.constantFrom('@', '.', 'example.com', '@example.com', 'Example.Org', 'a', '"', ' ', '%'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    const address = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(address, async (email) => {
        expect(isAllowedAddress(email, domains)).toBe(await isLetIn(email));
      }),
      { numRuns: 3000 },
    );
  });
});

const isLetIn = (email: string) =>
  handler(eventFor(email)).then(
    () => true,
    () => false,
  );

/** As the product reads the list. */
const domainsOf = (list: string | undefined) =>
  parseConfig({
    COGNITO_ISSUER: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab12',
    COGNITO_DOMAIN: 'https://example.auth.eu-central-1.amazoncognito.com',
    COGNITO_CLIENT_ID: 'client',
    COGNITO_CLIENT_SECRET: 'client-secret-value',
    API_URL: 'https://api.example.com',
    SESSION_SECRETS: 'kX3v0ZsV7nQ1yTqLr8WmJb5uCe9hAg2d',
    [VARIABLE]: list,
  }).allowedEmailDomains;

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
