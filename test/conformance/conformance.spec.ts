import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { realTime } from '../support/clock.js';
import { World } from '../support/world.js';
import { fileOf, NOT_PLAYED, PLAYED } from './foundation.js';
import type { Module } from './outcomes.js';

const MODULES = fileURLToPath(new URL('modules/', import.meta.url));
const files = globSync('*.ts', { cwd: MODULES }).map((file) => basename(file, '.ts'));

// https://openid.net/certification/connect_rp_testing/
describe('as a relying party, by the modules of the OpenID Foundation', () => {
  let world: World;

  beforeEach(async () => {
    world = await World.start();
  });
  afterEach(async () => {
    realTime();
    await world.stop();
  });

  it.each(PLAYED)('%s', async (name) => {
    const { play }: { play: Module } = await import(`./modules/${fileOf(name)}.js`);
    expect.hasAssertions();
    await play({ world, provider: world.provider, browser: world.browser() });
  });
});

describe('the modules of the OpenID Foundation', () => {
  it('have a file each, or a reason why they can’t be played', () => {
    const reasons = Object.keys(NOT_PLAYED);
    expect(files.toSorted()).toEqual(PLAYED.map((name) => fileOf(name)).toSorted());
    expect(reasons.filter((name) => files.includes(fileOf(name)))).toEqual([]);
  });
});
