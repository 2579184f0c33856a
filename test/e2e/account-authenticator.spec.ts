import { USER_POOL_REFUSALS } from '../../src/cognito/user-pool-refusals.js';
import { alice } from '../support/cognito-shapes.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const PATH = '/account/authenticator';
const SECRET = 'NEWNEWNEWNEWNEWNEWNEWNEWNEWNEW22';
const REPLACED = 'Your new app is set up';
const CONFIRM = 'href="/auth/confirm?returnTo=%2Faccount%2Fauthenticator"';

describe('one’s own authenticator', () => {
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    world.provider.userPool.reset();
    world.provider.userPool.answer('AssociateSoftwareToken', { SecretCode: SECRET });
    world.provider.userPool.answer('VerifySoftwareToken', { Status: 'SUCCESS' });
    browser = world.browser();
    await browser.signIn();
    world.events.length = 0;
  });

  const confirm = () => browser.click(`/auth/confirm?returnTo=${PATH}`);
  const begin = () => browser.submit(PATH, { step: 'begin' });
  const enter = (code: string) => browser.submit(PATH, { step: 'code', code });

  it('is replaced by an app that shows a code of the secret, which is shown once', async () => {
    expect((await browser.click(PATH)).body).toContain(CONFIRM);
    await confirm();
    const { status, body } = await begin();
    expect([status, body.includes(SECRET), body.includes('<svg')]).toEqual([200, true, true]);
    const other = world.browser();
    await other.signIn();

    const answer = await enter(' 123 456');
    expect(answer.body).toContain(REPLACED);
    expect(answer.body).not.toContain(SECRET);
    const { operation, input } = world.provider.userPool.calls.at(-1) ?? {};
    expect([operation, input?.['UserCode']]).toEqual(['VerifySoftwareToken', '123456']);
    expect((await other.fetch('/auth/session')).status).toBe(401);
    expect((await browser.fetch('/auth/session')).status).toBe(200);
    expect(world.eventsNamed('account.changed')).toEqual([
      expect.objectContaining({ sub: alice.sub, change: 'authenticator' }),
    ]);
    expect(JSON.stringify([world.events, world.log])).not.toContain(SECRET);
    expect((await begin()).body).toContain(CONFIRM); // once for each confirmation
  });

  it.each(['EnableSoftwareTokenMFAException', 'NotAuthorizedException'])(
    'stays as it is with a code that isn’t right (%s), and one may try again',
    async (error) => {
      await confirm();
      await begin();
      world.provider.userPool.refuse('VerifySoftwareToken', error);
      const { status, body } = await enter('000000');
      expect(status).toBe(422);
      expect(body).toContain(USER_POOL_REFUSALS.code_wrong);
      expect(body).not.toContain(SECRET);
      world.provider.userPool.answer('VerifySoftwareToken', { Status: 'SUCCESS' });
      expect((await enter('123456')).body).toContain(REPLACED);
    },
  );

  it.each(['', '12345', '1234567', 'abcdef', '１２３４５６'])(
    'isn’t replaced by what is no code: %j',
    async (code) => {
      await confirm();
      await begin();
      const { status, body } = await enter(code);
      expect(status).toBe(422);
      expect(body).toContain('Enter the six digits');
      expect(world.provider.userPool.operations).not.toContain('VerifySoftwareToken');
    },
  );

  it('is nobody’s to look at or to replace who hasn’t confirmed', async () => {
    for (const { status, body } of [await begin(), await enter('123456')]) {
      expect([status, body.includes(CONFIRM)]).toEqual([422, true]);
    }
    expect(world.provider.userPool.calls).toEqual([]);
  });

  it('waits for a Cognito that can’t be asked', async () => {
    await confirm();
    world.provider.userPool.refuse('AssociateSoftwareToken', 'InternalErrorException', 500);
    expect((await begin()).status).toBe(503);
  });
});
