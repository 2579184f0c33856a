import { outcome, refused } from '../support/refused-login.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const WORDS = 'PreAuthentication failed with error Your account awaits approval.';

describe('why Cognito refused a login', () => {
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    browser = world.browser();
    world.events.length = 0;
    world.provider.calls.token.length = 0;
  });

  /** The callback of an attempt of this browser, with an error in place of its code. */
  const errorCallback = async (error: string, description?: string) => {
    const { location: door } = await browser.click('/auth/login', { follow: false });
    const callback = new URL('/auth/callback', world.origin);
    callback.searchParams.set('state', door?.searchParams.get('state') ?? '');
    callback.searchParams.set('error', error);
    if (description !== undefined) callback.searchParams.set('error_description', description);
    return callback;
  };
  const lastRefusal = () => world.eventsNamed('login.refused').at(-1);

  it('is said in its own words, to the person and in the audit trail', async () => {
    const answer = await browser.navigate((await errorCallback('invalid_request', WORDS)).href);
    expect(outcome(world, browser, answer)).toEqual(refused(400, 'authorization_failed'));
    expect(answer.body).toContain(WORDS);
    expect(lastRefusal()).toMatchObject({ error: 'invalid_request', errorDescription: WORDS });
  });

  it.each([
    ['access_denied', 400, 'access_denied'],
    ['invalid_request', 400, 'authorization_failed'],
    ['server_error', 400, 'authorization_failed'],
    ['login_required', 400, 'authorization_failed'],
    ['a_word_of_tomorrow', 400, 'authorization_failed'],
    ['temporarily_unavailable', 503, 'provider_unavailable'],
  ])(
    '%s is what its code says, without state too, as AWS sends it',
    async (error, status, reason) => {
      const ours = await browser.navigate((await errorCallback(error)).href);
      expect(outcome(world, browser, ours)).toEqual(refused(status, reason));

      world.events.length = 0;
      const stranger = world.browser();
      const query = new URLSearchParams({ error, error_description: WORDS }).toString();
      for (const [visitor, state] of [
        [stranger, ''],
        [stranger, '&state='],
        [browser, '&state='],
      ] as const) {
        world.events.length = 0;
        const stateless = await visitor.navigate(`/auth/callback?${query}${state}`);
        expect(outcome(world, visitor, stateless)).toEqual(refused(status, reason));
        expect(lastRefusal()).toMatchObject({ error, errorDescription: WORDS });
      }
      expect(world.provider.calls.token).toEqual([]);
    },
  );

  it('is not put into our mouth by whoever makes a link: words without an attempt stay off the page', async () => {
    const phishing = 'Call +1 555 0100 to unlock your account';
    await browser.signIn();
    const query = new URLSearchParams({ error: 'access_denied', error_description: phishing });
    const forms = [
      `/auth/callback?${query}`,
      `/auth/callback?${query}&state=made-up`,
      `/auth/callback?${query}&code=x`,
    ];
    const attacker = world.browser();
    const { location } = await attacker.click('/auth/login', { follow: false });
    const theirs = location?.searchParams.get('state') ?? '';
    forms.push(`/auth/callback?${query}&state=${encodeURIComponent(theirs)}`);
    for (const form of forms) {
      const { status, body } = await browser.navigate(form, { from: 'https://evil.example' });
      expect(status).toBe(400);
      expect(body).not.toContain('555');
    }
    expect((await browser.fetch('/auth/session')).status).toBe(200);
  });

  it.each([
    ['markup', '<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)>'],
    ['a script', '</p><script>alert(1)</script>', '&lt;/p>&lt;script>alert(1)&lt;/script>'],
    ['line breaks', 'one\r\ntwo', 'one two'],
    ['a turned reading order', 'a\u202eb', 'a b'],
    ['no end', 'x'.repeat(4000), 'x'.repeat(256)],
  ])('is cleaned of %s', async (_name, words, shown) => {
    const { body } = await browser.navigate((await errorCallback('access_denied', words)).href);
    expect(body).toContain(`<blockquote>${shown}</blockquote>`);
    expect(JSON.stringify(world.log.at(-1)).length).toBeLessThan(2_000);
  });

  it('is in the audit trail where the token endpoint says it', async () => {
    world.provider.failToken(400, 'invalid_client_metadata');
    const { status } = await browser.click('/auth/login');
    expect(status).toBe(502);
    expect(lastRefusal()).toMatchObject({ error: 'invalid_client_metadata' });
  });
});
