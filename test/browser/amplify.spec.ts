import { fileURLToPath } from 'node:url';
import type * as Auth from '@aws-amplify/auth';
import type { Browser, Page } from 'playwright-core';
import { selfSigned } from '../support/certificate.js';
import { launchChromium } from '../support/chromium.js';
import { documented } from '../support/documented.js';
import { PageApplication } from '../support/page-application.js';
import { Person } from '../support/person.js';
import { Shop } from '../support/shop.js';
import { Visitor } from '../support/visitor.js';

declare global {
  /** What the page lets the test call. */
  var amplify: typeof Auth;
}

const [configuration = ''] = documented('### In a page, with Amplify', 'js');
const source = `${configuration}
  import * as auth from '@aws-amplify/auth';
  globalThis.amplify = auth;`;
const alias = {
  'aws-amplify': fileURLToPath(new URL('../support/aws-amplify.ts', import.meta.url)),
};
const PASSWORD = 'Correct-Horse-9';

describe('Amplify in a page, configured as the documentation shows it', () => {
  const certificate = selfSigned();
  let browser: Browser;
  let application: PageApplication;
  let shop: Shop;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
    application = await new PageApplication().start();
    shop = await Shop.start({
      page: application.origin,
      scopes: ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'],
      firstFactors: ['PASSWORD', 'EMAIL_OTP'],
      tls: certificate,
    });
    await application.bundle(shop.adapt(source), alias);
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await application.stop();
    await shop.stop();
    certificate.remove();
  });
  beforeEach(async () => {
    visitor = await Visitor.arrive(browser, { ignoreHTTPSErrors: true });
    ({ page } = visitor);
    await open();
  });
  afterEach(() => visitor.leave());

  const isLoaded = async () => page.waitForFunction(() => 'amplify' in globalThis);
  const open = async () => {
    await page.goto(application.origin);
    await isLoaded();
  };
  const somebody = () =>
    new Person({ origin: application.origin, mailedCode: (email) => shop.mailedCode(email) });

  const signUp = async (username: string) => {
    const { nextStep } = await page.evaluate(
      async (given) => amplify.signUp({ ...given, options: { userAttributes: {} } }),
      { username, password: PASSWORD },
    );
    expect(nextStep).toMatchObject({
      signUpStep: 'CONFIRM_SIGN_UP',
      codeDeliveryDetails: { deliveryMedium: 'EMAIL', destination: 's***@e***' },
    });
    const confirmation = { username, confirmationCode: shop.mailedCode(username) };
    await page.evaluate(async (given) => amplify.confirmSignUp(given), confirmation);
  };
  const signIn = async (username: string, password = PASSWORD) =>
    page.evaluate(async (given) => (await amplify.signIn(given)).nextStep.signInStep, {
      username,
      password,
    });
  const confirmSignIn = async (challengeResponse: string) =>
    page.evaluate(async (given) => (await amplify.confirmSignIn(given)).nextStep.signInStep, {
      challengeResponse,
    });
  const emailInSession = async (forceRefresh = false) =>
    page.evaluate(
      async (given) => {
        const { tokens } = await amplify.fetchAuthSession(given);
        return { email: tokens?.idToken?.payload['email'], access: String(tokens?.accessToken) };
      },
      { forceRefresh },
    );

  it('signs up, signs in by SRP with an app, renews and signs out', async () => {
    const erin = somebody();
    await signUp(erin.email);
    expect(await signIn(erin.email)).toBe('DONE');
    const secret = await page.evaluate(async () => (await amplify.setUpTOTP()).sharedSecret);
    erin.takeNewApp(secret);
    await page.evaluate(
      async (code) => {
        await amplify.verifyTOTPSetup({ code });
        await amplify.updateMFAPreference({ totp: 'PREFERRED' });
      },
      await erin.totp(),
    );
    await page.evaluate(async () => amplify.signOut());

    expect(await signIn(erin.email)).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE');
    expect(await confirmSignIn(await erin.totp())).toBe('DONE');
    const first = await emailInSession();
    expect(first.email).toBe(erin.email);
    const renewed = await emailInSession(true);
    expect(renewed.email).toBe(erin.email);
    expect(renewed.access).not.toBe(first.access);
    const { email } = await page.evaluate(async () => amplify.fetchUserAttributes());
    expect(email).toBe(erin.email);

    await page.reload();
    await isLoaded();
    expect((await emailInSession()).email).toBe(erin.email);
    await page.evaluate(async () => amplify.signOut());
    expect(await emailInSession()).toEqual({ email: undefined, access: 'undefined' });
  });

  it('signs in by a mailed code, without a password', async () => {
    const frank = somebody();
    await signUp(frank.email);
    const step = await page.evaluate(async (username) => {
      const options = { authFlowType: 'USER_AUTH', preferredChallenge: 'EMAIL_OTP' } as const;
      return (await amplify.signIn({ username, options })).nextStep.signInStep;
    }, frank.email);
    expect(step).toBe('CONFIRM_SIGN_IN_WITH_EMAIL_CODE');
    expect(await confirmSignIn(shop.mailedCode(frank.email))).toBe('DONE');
    expect((await emailInSession()).email).toBe(frank.email);
  });

  it('lets people choose, and takes their password', async () => {
    const first = await page.evaluate(async () => {
      const options = { authFlowType: 'USER_AUTH' } as const;
      return (await amplify.signIn({ username: 'carol@example.com', options })).nextStep;
    });
    expect(first).toMatchObject({
      signInStep: 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION',
      availableChallenges: ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP'],
    });
    expect(await confirmSignIn('PASSWORD_SRP')).toBe('CONFIRM_SIGN_IN_WITH_PASSWORD');
    expect(await confirmSignIn('Correct-Horse-1')).toBe('DONE');
  });

  it('says what a wrong password is', async () => {
    const said = await page.evaluate(async () =>
      amplify
        .signIn({ username: 'carol@example.com', password: 'Wrong-Horse-99' })
        .catch((error: Error) => `${error.name}: ${error.message}`),
    );
    expect(said).toBe('NotAuthorizedException: Incorrect username or password.');
    await visitor.expectComplaint(/status of 400/u);
  });

  /** Leaves this page for another, which may be the same again. */
  const leave = async (call: string) => {
    const arrived = page.waitForEvent('domcontentloaded');
    await page.addScriptTag({ content: call });
    await arrived;
  };

  it('signs in and out by the hosted pages', async () => {
    await leave('amplify.signInWithRedirect()');
    await page.locator('[name=username]').fill('carol@example.com');
    await page.locator('[name=password]').fill('Correct-Horse-1');
    await page.locator('main').getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${application.origin}/`);
    await isLoaded();
    expect((await emailInSession()).email).toBe('carol@example.com');

    await leave('amplify.signOut()');
    await page.waitForURL(`${application.origin}/`);
    await isLoaded();
    expect((await emailInSession()).email).toBeUndefined();
    await leave('amplify.signInWithRedirect()');
    await page.locator('[name=password]').waitFor();
  });
});
