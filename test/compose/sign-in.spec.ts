import { callTheApi } from '../support/api-card.js';
import { launchChromium } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { Person } from '../support/person.js';
import { Visitor } from '../support/visitor.js';
import { BFF, COGNITO, compose, containersOf, healthy } from './engine.js';
import { signIn, userOf } from './people.js';

const BOB = 'bob@example.com';

/** The newest code that the stand-in has mailed to this address, as its log shows it. */
async function mailedCode(email: string): Promise<string> {
  let code: string | undefined;
  await eventually(async () => {
    const log = await compose('logs', '--no-log-prefix', 'cognito');
    code = log.split(`mail to ${email}: code `).at(-1)?.slice(0, 6);
    return /^\d{6}$/u.test(code ?? '');
  });
  return code ?? '';
}

describe('the stack of compose.yaml', () => {
  it('signs somebody in over the published ports, calls the API for them, and signs them out', async () => {
    const browser = await signIn(BOB);
    expect(await userOf(browser)).toBe(BOB);
    expect(browser.sessionCookie()).toMatchObject({ name: 'session', httpOnly: true });
    const { status, body } = await browser.fetch('/api/hello');
    expect([status, JSON.parse(body)]).toMatchObject([200, { email: BOB, groups: ['users'] }]);

    const { before } = await browser.submit('/auth/logout');
    expect(before.map(({ location }) => location?.origin)).toEqual([COGNITO, BFF]);
    expect(await userOf(browser)).toBeUndefined();
    expect((await browser.navigate('/auth/login')).url.origin).toBe(COGNITO); // which asks again
  });

  it('lets somebody sign up in a real browser, and knows them after a restart of everything', async () => {
    const browser = await launchChromium();
    const visitor = await Visitor.arrive(browser);
    const { page } = visitor;
    const person = new Person({ origin: BFF, mailedCode });
    const user = page.locator('#signed-in-user');
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    try {
      await person.signUp(page);
      expect(await user.textContent()).toBe(person.email);
      await callTheApi(page);

      await compose('restart');
      await Promise.all((await containersOf('bff', 'cognito', 'proxy')).map(healthy));
      await page.reload();
      expect(await user.textContent()).toBe(person.email);

      await button('Sign out').click();
      await person.signIn(page);
      expect(await user.textContent()).toBe(person.email);
      await visitor.leave();
    } finally {
      await browser.close();
    }
  });
});
