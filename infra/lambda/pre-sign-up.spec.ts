import type { PreSignUpTriggerEvent } from 'aws-lambda';
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
  ])('refuses %s', async (_what, email) => {
    environment[variable] = 'example.com';
    await expect(handler(eventFor(email))).rejects.toThrow(
      'Sign-up is not open to this e-mail domain.',
    );
  });
});
