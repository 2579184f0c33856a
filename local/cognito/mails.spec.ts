import { z } from 'zod';
import { alice, startPool, type PoolUnderTest } from '../testing/pool-under-test.js';

const mailsSchema = z.array(
  z.object({
    to: z.string(),
    kind: z.string(),
    subject: z.string(),
    text: z.string(),
    code: z.string(),
  }),
);

describe('the mails', () => {
  let pool: PoolUnderTest;
  beforeAll(async () => {
    pool = await startPool();
  });
  afterAll(() => pool.close());

  const get = async (query = '', accept = '*/*') =>
    fetch(`${pool.domain}/_local/mails${query}`, { headers: { accept } });
  const read = async (query?: string) => mailsSchema.parse(await (await get(query)).json());

  const forget = async (email: string) => {
    const visitor = pool.visitor();
    const page = await visitor.open(pool.authorizeUrl({}, '/forgotPassword'));
    return visitor.submit(page, { username: email });
  };

  it('are none at first', async () => {
    expect(await read()).toEqual([]);
    expect(await (await get('', 'text/html')).text()).toContain('Nothing was mailed');
  });

  it('can be read by tests, newest first, with the code by itself', async () => {
    await forget(alice.email);
    await forget('bob@example.com');
    const [newest, before] = await read();
    expect(newest).toEqual({
      to: 'bob@example.com',
      kind: 'code',
      subject: 'Your password reset code',
      text: `Your password reset code is ${newest?.code}`,
      code: pool.mailedCode(),
    });
    expect(before?.to).toBe(alice.email);
    const [hers, ...others] = await read(`?to=${alice.email.toUpperCase()}`);
    expect(hers).toEqual(before);
    expect(others).toEqual([]);
  });

  it('are a page to who looks with a browser', async () => {
    const response = await get('', 'text/html,application/xhtml+xml,*/*;q=0.8');
    expect(response.headers.get('content-type')).toMatch(/^text\/html/u);
    expect(await response.text()).toContain(`Your password reset code is ${pool.mailedCode()}`);
  });

  it.each([
    ['to choose a password', '/forgotPassword', { username: alice.email }],
    ['to confirm a sign-up', '/signup', { email: 'erin@example.com', password: 'Correct-Horse-9' }],
  ])('are a link away where a code is asked for: %s', async (_what, path, form) => {
    const visitor = pool.visitor();
    const asks = await visitor.submit(await visitor.open(pool.authorizeUrl({}, path)), form);
    const inbox = await visitor.open(asks.link('Here, mails are read on this page.'));
    expect(inbox.html).toContain(pool.mailedCode());
  });

  it('are no other site’s to read', async () => {
    expect((await get()).headers.get('access-control-allow-origin')).toBeNull();
  });
});
