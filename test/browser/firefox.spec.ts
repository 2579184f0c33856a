import { API_ANSWER } from '../support/api-card.js';
import { Firefox, installedFirefox } from '../support/firefox.js';
import { LocalStack } from '../support/local-stack.js';
import { Person } from '../support/person.js';

const program = installedFirefox();
const describeThere = program === undefined ? describe.skip : describe;
if (program === undefined) {
  process.stderr.write(
    'The journey in Firefox is left out: there is no firefox-esr or firefox in PATH (Debian: apt-get install firefox-esr).\n',
  );
}

/** What journey.spec.ts tries in Chromium, in a browser of another make. */
describeThere('in Firefox', () => {
  let stack: LocalStack;
  let firefox: Firefox;

  beforeAll(async () => {
    [stack, firefox] = await Promise.all([LocalStack.start(), Firefox.start(program ?? '')]);
  }, 90_000);
  afterAll(async () => {
    await firefox.stop();
    await stack.stop();
  });

  it('somebody signs up, calls the API, signs out and in again', async () => {
    const person = new Person(stack);
    const isHome = () => firefox.waitFor(`location.href === '${stack.origin}/'`);
    await firefox.open(stack.origin);
    await firefox.press('link', 'Sign up');
    await firefox.fill('email', person.email);
    await firefox.fill('password', person.password);
    await firefox.press('button', 'Sign up');
    await firefox.waitFor(`document.querySelector('[name=code]') !== null`);
    await firefox.fill('code', stack.mailedCode(person.email));
    await firefox.press('button', 'Confirm');
    person.takeNewApp(await firefox.textOf('#totp-secret'));
    await firefox.fill('code', await person.totp());
    await firefox.press('button', 'Finish');
    await isHome();
    expect(await firefox.textOf('#signed-in-user')).toBe(person.email);

    await firefox.press('button', 'Call the API');
    await firefox.waitFor(`document.querySelector('${API_ANSWER}') !== null`);
    expect(await firefox.evaluate('location.pathname')).toBe('/');
    const kept = '[document.cookie, localStorage.length, sessionStorage.length].join()';
    expect(await firefox.evaluate(kept)).toBe(',0,0');

    await firefox.press('button', 'Sign out');
    await firefox.press('link', 'Sign in');
    await firefox.fill('username', person.email);
    await firefox.fill('password', person.password);
    await firefox.press('button', 'Sign in');
    await firefox.waitFor(`document.querySelector('[name=code]') !== null`);
    await firefox.fill('code', await person.totp());
    await firefox.press('button', 'Sign in');
    await isHome();
    expect(await firefox.textOf('#signed-in-user')).toBe(person.email);
  }, 120_000);
});
