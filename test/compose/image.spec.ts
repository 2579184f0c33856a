import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brand } from '../../views/brand.js';
import { docker, ROOT } from './engine.js';
import { IMAGE, productLayers } from './figures.js';

const MAX_PRODUCT_BYTES = 60e6;

const inImage = async (...command: string[]) =>
  docker('run', '--rm', '--network=none', '--read-only', '--cap-drop=ALL', IMAGE, ...command);

const { packages }: { packages: Record<string, { dev?: boolean; optional?: boolean }> } =
  JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));

describe('the image', () => {
  it(`adds at most ${MAX_PRODUCT_BYTES / 1e6} MB to its base`, async () => {
    expect(await productLayers()).toBeLessThanOrEqual(MAX_PRODUCT_BYTES);
  });

  it('holds the built product and what it needs, and nothing else', async () => {
    expect((await inImage('ls', '-A', '/app')).split('\n')).toEqual([
      'dist',
      'node_modules',
      'package.json',
    ]);
    expect((await inImage('ls', '-A', '/app/dist')).split('\n')).toEqual(['api', 'src', 'views']);
    expect(await inImage('find', '/app/dist', '-name', '*.spec.*')).toBe('');
  });

  it('has the packages that the lock file names for production, all of them and no other', async () => {
    const manifests = await inImage('find', 'node_modules', '-name', 'package.json');
    const installed = manifests
      .split('\n')
      .map((path) => path.replace(/\/package\.json$/u, ''))
      .filter((path) => path in packages);
    const needed = Object.entries(packages)
      .filter(([path, { dev, optional }]) => path !== '' && !dev && !optional)
      .map(([path]) => path);
    expect(installed.toSorted()).toEqual(needed.toSorted());
  });

  it('says what it is, whose it is, and how to ask it', async () => {
    const [{ Config }] = JSON.parse(await docker('image', 'inspect', IMAGE));
    expect(Config).toMatchObject({
      User: '1000:1000',
      ExposedPorts: { '3000/tcp': {} },
      Cmd: ['node', '--max-semi-space-size=8', 'dist/src/main.js'],
      Labels: {
        'org.opencontainers.image.title': brand.name,
        'org.opencontainers.image.licenses': 'MIT',
      },
    });
    expect(Config.Env).toContain('NODE_ENV=production');
    expect(Config.Healthcheck.Test[0]).toBe('CMD');
  });

  it('refuses to start without its configuration, and names what is missing', async () => {
    const refusal: unknown = await inImage().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 1 });
    expect(String(refusal)).toContain('COGNITO_ISSUER is required');
  });
});
