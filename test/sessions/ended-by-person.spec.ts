import { Fleet } from '../support/fleet.js';
import type { TestBrowser } from '../support/test-browser.js';

const PATH = '/account/sessions';

describe('a session that its person ends at one process', () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await Fleet.start(2);
  });
  afterAll(() => fleet.stop());

  const statusesOf = (browser: TestBrowser) =>
    Promise.all(
      [0, 1].map(async (index) => {
        const twin = fleet.browserLike(browser, index);
        return [
          (await twin.fetch('/auth/session')).status,
          (await twin.fetch('/api/hello')).status,
        ];
      }),
    );
  const ALIVE = [200, 200];
  const DEAD = [401, 401];

  it.each([
    ['alone', (session: string) => ({ end: 'one', session })],
    ['with all others', () => ({ end: 'others' })],
  ])('is dead at all of them with the next request, %s', async (_name, wish) => {
    const [here, there] = [fleet.browser(0), fleet.browser(1)];
    await there.signIn();
    await here.signIn();
    expect(await statusesOf(there)).toEqual([ALIVE, ALIVE]); // both processes know it now
    const { body } = await here.navigate(PATH);
    const [, session = ''] = /name="session" value="([^"]+)"/.exec(body) ?? [];
    const { status } = await here.submit(PATH, wish(session));
    expect(status).toBe(200);
    expect(await statusesOf(there)).toEqual([DEAD, DEAD]);
    expect(await statusesOf(here)).toEqual([ALIVE, ALIVE]);
    expect(fleet.eventsNamed('session.ended')).toContainEqual(
      expect.objectContaining({ session, reason: 'ended_by_person' }),
    );
    await here.submit('/auth/logout', {}, { follow: false });
  });
});
