import type { Browser, Page } from 'playwright-core';
import { API_ANSWER } from '../support/api-card.js';
import { launchChromium } from '../support/chromium.js';
import { LocalStack } from '../support/local-stack.js';
import { Person } from '../support/person.js';
import { Visitor } from '../support/visitor.js';

describe('with the keyboard alone', () => {
  let stack: LocalStack;
  let browser: Browser;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    [stack, browser] = await Promise.all([LocalStack.start(), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await stack.stop();
  });
  beforeEach(async () => {
    visitor = await Visitor.arrive(browser);
    page = visitor.page;
  });
  afterEach(() => visitor.leave());

  /** Presses Tab until the control of this name has the focus, and sees to it that the focus shows. */
  const tabTo = async (name: string) => {
    const passed: string[] = [];
    for (let presses = 0; presses < 20; presses += 1) {
      await page.keyboard.press('Tab');
      const focus = await focused(page);
      if (!focus.visible) throw new Error(`The focus on "${focus.name}" can't be seen`);
      if (focus.name === name) return;
      passed.push(focus.name);
    }
    throw new Error(`Tab does not lead to "${name}", only to ${passed.join(', ')}`);
  };
  const type = async (text: string) => page.keyboard.type(text);
  const enter = async () => page.keyboard.press('Enter');

  it('somebody signs in, calls the API and signs out', async () => {
    const person = new Person(stack);
    await person.signUp(page);
    await tabTo('Sign out');
    await enter();

    await page.getByRole('link', { name: 'Sign up' }).waitFor();
    await tabTo('Sign in');
    await enter();
    await page.locator('[name=username]:focus').waitFor(); // the first field has the focus already
    await type(person.email);
    await page.keyboard.press('Tab');
    await type(person.password);
    await enter();
    await page.locator('[name=code]:focus').waitFor();
    await type(await person.totp());
    await enter();

    await page.waitForURL(`${stack.origin}/`);
    await tabTo('Call the API');
    await enter();
    await page.locator(API_ANSWER).first().waitFor();
    // Where one was, one goes on: the answer took the focus from nobody.
    expect(await focused(page)).toEqual({ name: 'Call the API', visible: true });
    await tabTo('Sign out');
    await page.keyboard.press('Space');
    await page.getByRole('link', { name: 'Sign up' }).waitFor();
  });
});

/** The control that has the focus, and whether that can be seen. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement ?? document.body;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    const outlined = outlineStyle !== 'none' && outlineWidth !== '0px';
    return {
      name: element.textContent.trim(),
      visible: outlined || boxShadow !== 'none',
    };
  });
