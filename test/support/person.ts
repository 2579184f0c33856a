import { setTimeout as pause } from 'node:timers/promises';
import { generateSync } from 'otplib';
import type { BrowserContext, Page } from 'playwright-core';

const STEP_SECONDS = 30;
/** What it takes to type a code, with time to spare. */
const TYPING_SECONDS = 5;
let unnamed = 0;

/** The product, and where the mails of its Cognito arrive. */
interface Stack {
  readonly origin: string;
  mailedCode(email: string): string | Promise<string>;
}

/** Somebody at a keyboard, with an e-mail address, a password and an authenticator app. */
export class Person {
  password = 'Correct-Horse-Battery-9';
  private secret = '';
  private readonly usedSteps: number[] = [];

  constructor(
    private readonly stack: Stack,
    public email = `somebody-${(unnamed += 1)}@example.com`,
  ) {}

  /** From a page, the home page as a rule, back to it, with an account and an authenticator app in the end. */
  async signUp(page: Page, path = '/'): Promise<void> {
    await page.goto(this.stack.origin + path);
    await page.getByRole('link', { name: 'Sign up' }).click();
    await this.fillSignUp(page);
    await this.confirm(page);
    await this.enrol(page);
    await page.waitForURL(this.stack.origin + path);
  }

  async fillSignUp(page: Page): Promise<void> {
    await page.locator('[name=email]').fill(this.email);
    await page.locator('[name=password]').fill(this.password);
    await page.locator('main').getByRole('button', { name: 'Sign up' }).click();
    await page.locator('[name=code]').waitFor();
  }

  async confirm(page: Page): Promise<void> {
    await page.locator('[name=code]').fill(await this.stack.mailedCode(this.email));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.locator('#totp-secret').waitFor();
  }

  async enrol(page: Page): Promise<void> {
    this.secret = (await page.locator('#totp-secret').textContent()) ?? '';
    await page.locator('[name=code]').fill(await this.totp());
    await page.locator('main').getByRole('button').click();
  }

  /** From the home page to the home page. */
  async signIn(page: Page): Promise<void> {
    await page.goto(this.stack.origin);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await this.fillSignIn(page);
    await page.waitForURL(`${this.stack.origin}/`);
  }

  /**
   * From the home page to the home page, with Cognito's own session of a browser where they are signed in: it
   * asks for nothing. That leaves their codes, of which there are three at a time, for what a test is about.
   */
  async signInUnasked(page: Page, where: BrowserContext): Promise<void> {
    const cookies = await where.cookies();
    await page.context().addCookies(cookies.filter(({ name }) => name.startsWith('cognito.')));
    await page.goto(this.stack.origin);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.locator('#signed-in-user').getByText(this.email, { exact: true }).waitFor();
  }

  /** On Cognito's page: the password, then the code. */
  async fillSignIn(page: Page): Promise<void> {
    await page.locator('[name=username]').fill(this.email);
    await page.locator('[name=password]').fill(this.password);
    await page.locator('main').getByRole('button', { name: 'Sign in' }).click();
    await page.locator('[name=code]').fill(await this.totp());
    await page.locator('main').getByRole('button', { name: 'Sign in' }).click();
  }

  /** From a page that asks to confirm that it's them, back to it. */
  async confirmIdentity(page: Page): Promise<void> {
    await page.getByRole('link', { name: 'Confirm that it’s you' }).click();
    await this.fillSignIn(page);
  }

  /** From now on the codes are those of another app. */
  takeNewApp(secret: string): void {
    this.secret = secret;
    this.usedSteps.length = 0;
  }

  /** A code that was not used before. Cognito lets clocks differ by a step, so there are three at any time. */
  async totp(): Promise<string> {
    for (;;) {
      const steps = Date.now() / 1000 / STEP_SECONDS;
      const now = Math.floor(steps);
      const secondsLeft = (now + 1 - steps) * STEP_SECONDS;
      const previous = secondsLeft > TYPING_SECONDS ? [now - 1] : []; // or it's over before it is sent
      const step = [now, now + 1, ...previous].find((one) => !this.usedSteps.includes(one));
      if (step !== undefined) {
        this.usedSteps.push(step);
        return generateSync({ secret: this.secret, epoch: step * STEP_SECONDS });
      }
      await pause(500);
    }
  }
}
