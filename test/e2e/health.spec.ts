import { readVersion } from '../../src/config/version.js';
import { World } from '../support/world.js';

describe('health', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  it('is live as soon as it answers', async () => {
    const { status, setCookies } = await world.browser().program('/health/live');
    expect([status, setCookies]).toEqual([200, []]);
  });

  it('is ready, and names what it depends on', async () => {
    const { status, json } = await world.browser().program('/health/ready');
    expect(status).toBe(200);
    expect(json()).toMatchObject({ dependencies: { session_store: 'up' } });
  });

  it('stays ready while Cognito and the API are down: all tasks share them', async () => {
    await world.provider.stop();
    await world.api.stop();
    expect((await world.browser().program('/health/ready')).status).toBe(200);
    expect((await world.browser().program('/health/live')).status).toBe(200);
  });

  it('says what runs', async () => {
    const built = await World.start({ REVISION: '0123456789abcdef' });
    const { json } = await built.browser().program('/health/ready');
    expect(json()).toMatchObject({ version: readVersion(), revision: '0123456789abcdef' });
    await built.stop();
  });

  it('tells nothing of the configuration', async () => {
    for (const target of ['/health/live', '/health/ready']) {
      const { body } = await world.browser().program(target);
      expect(body).not.toContain(world.provider.origin);
      expect(body).not.toContain('localhost');
    }
  });
});
