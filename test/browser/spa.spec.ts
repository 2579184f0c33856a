import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { freePort } from '../support/http-server.js';
import { LocalStack } from '../support/local-stack.js';
import { Person } from '../support/person.js';
import { Spa } from '../support/spa.js';
import { Visitor } from '../support/visitor.js';

/** Whoever asks who is signed in, and is told that nobody is, has that in the console. */
const NOBODY = /401 \(Unauthorized\).*\/auth\/session/;

let browser: Browser;
let visitor: Visitor;
let page: Page;

const button = (name: string) => page.getByRole('button', { name, exact: true });
const link = (name: string) => page.getByRole('link', { name, exact: true });
const text = (id: string) => page.locator(`#${id}`);

/** The pages of the product, and back. */
async function lookAtTheAccount(person: Person): Promise<void> {
  await link('Your account').click();
  await page.getByRole('heading', { name: 'Profile' }).first().waitFor();
  await page.goBack();
  await text('who').getByText(person.email).waitFor();
}

async function signOut({ origin }: LocalStack): Promise<void> {
  await button('Sign out').click();
  await page.waitForURL(`${origin}/`);
  await link('Sign in').waitFor();
  await visitor.expectComplaint(NOBODY);
}

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
  visitor = await Visitor.arrive(browser);
  page = visitor.page;
});

describe('the front end of examples/spa', () => {
  let spa: Spa;
  let stack: LocalStack;
  let person: Person;

  beforeAll(async () => {
    spa = new Spa();
    stack = await LocalStack.start({ WEB_ROOT: await spa.build() });
  });
  afterAll(async () => {
    await stack.stop();
    await spa.remove();
  });
  beforeEach(() => {
    person = new Person(stack);
  });
  afterEach(() => visitor.leave());

  const arriveSignedIn = async () => {
    await person.signUp(page);
    await text('who').getByText(person.email).waitFor();
    await visitor.expectComplaint(NOBODY);
  };

  it('signs somebody in where they were, calls the API, and signs out', async () => {
    await person.signUp(page, '/reports/7');
    await visitor.expectComplaint(NOBODY);
    await text('who').getByText(person.email).waitFor();
    expect(await text('path').textContent()).toBe('/reports/7');
    expect(await text('countdown').textContent()).toMatch(/^(?:30:0\d|29:\d\d)$/);
    await button('Call the API').click();
    await text('answer').getByText('{').waitFor();

    await lookAtTheAccount(person);
    await signOut(stack);
    expect(await button('Sign out').isVisible()).toBe(false);
  });

  it('counts down to the end of the session, and asks then whether it is one', async () => {
    await arriveSignedIn();
    await page.clock.install();
    await page.reload();
    await text('countdown')
      .getByText(/^(?:30:0|29:)/)
      .waitFor();
    await page.clock.fastForward('20:00');
    await text('countdown')
      .getByText(/^(?:10:0|9:)/)
      .waitFor();

    // Whoever uses it elsewhere keeps it: by the server's clock no time has passed.
    const asked = page.waitForResponse('**/auth/session');
    await page.clock.fastForward('11:00');
    expect((await asked).status()).toBe(200);
    await text('who').getByText(person.email).waitFor();

    const elsewhere = await visitor.context.newPage();
    await elsewhere.goto(stack.origin);
    await elsewhere.getByRole('button', { name: 'Sign out' }).click();
    await elsewhere.getByRole('link', { name: 'Sign in' }).waitFor();
    await visitor.expectComplaint(NOBODY); // in that tab
    await page.bringToFront();
    await page.clock.fastForward('31:00');
    await page.getByText('Your session has ended.').waitFor();
    await visitor.expectComplaint(NOBODY);
    expect(await text('who').textContent()).toBe('');
  });

  it('says that the session has ended to whoever calls the API without one', async () => {
    await arriveSignedIn();
    await button('Call the API').click();
    await text('answer').getByText('{').waitFor();
    await visitor.context.clearCookies();
    await button('Call the API').click();
    await page.getByText('Your session has ended.').waitFor();
    expect(await text('answer').textContent()).toBe('');
    await visitor.expectComplaint(/401 \(Unauthorized\).*\/api\//);
    await visitor.expectComplaint(NOBODY);
  });

  it('keeps somebody signed in who wants to stay', async () => {
    await arriveSignedIn();
    const stayed = page.waitForResponse('**/health/live');
    await button('Stay signed in').click();
    expect((await stayed).status()).toBe(200);
    await text('countdown')
      .getByText(/^(?:30:0|29:)/)
      .waitFor();
  });
});

describe('Vite’s dev server in front of the product', () => {
  let spa: Spa;
  let stack: LocalStack;

  beforeAll(async () => {
    const port = await freePort();
    spa = new Spa();
    stack = await LocalStack.start({
      PUBLIC_URL: `http://localhost:${port}`,
      LOG_LEVEL: 'debug',
    });
    spa.change('vite.config.ts', 'http://localhost:3000', stack.address);
    await spa.serve(port);
  });
  afterAll(async () => {
    await stack.stop();
    await spa.remove();
  });

  it('signs in through it, and changes the page under who looks at it', async () => {
    const person = new Person(stack);
    await person.signUp(page, '/reports/7');
    await visitor.expectComplaint(NOBODY);
    await text('who').getByText(person.email).waitFor();
    await button('Call the API').click();
    await text('answer').getByText('{').waitFor();

    // A style is swapped in without a reload, over the WebSocket of the dev server.
    const gap = () => page.evaluate(() => getComputedStyle(document.body).marginTop);
    expect(await gap()).toBe('32px');
    spa.change('src/style.css', 'margin: 2rem auto', 'margin: 5px auto');
    await page.waitForFunction(() => getComputedStyle(document.body).marginTop === '5px');
    await text('answer').getByText('{').waitFor();

    // The account's pages are the product's, and find their scripts and styles.
    await lookAtTheAccount(person);
    await signOut(stack);
    await visitor.leave();

    // No WebSocket came this far: it would be among the requests.
    expect(stack.log).toContain('/auth/session');
    expect(stack.log).not.toMatch(/"status":501|websocket/);
  });
});
