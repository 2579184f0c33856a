import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documented } from '../support/documented.js';
import { docker } from './engine.js';

const IMAGE = 'local-cognito';
const ISSUER = 'http://cognito:9229/eu-central-1_shop';
const PUBLISHED = 'http://localhost:9229';
const DISCOVERY = 'eu-central-1_shop/.well-known/openid-configuration';

const signUp = async () =>
  fetch(PUBLISHED, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.SignUp',
    },
    body: JSON.stringify({
      ClientId: 'shopweb',
      Username: 'erin@example.com',
      Password: 'Correct-Horse-9',
    }),
  });

describe('the image of the local Cognito, in the compose file that the documentation shows', () => {
  let folder: string;
  const compose = async (...args: string[]) =>
    docker('compose', `--file=${join(folder, 'compose.yaml')}`, '--project-name=shop', ...args);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'shop-'));
    chmodSync(folder, 0o755); // the container has a user of its own
    const [settings = ''] = documented('## For an application of your own', 'json');
    const [file = ''] = documented('### In a container', 'yaml');
    writeFileSync(join(folder, 'cognito.json'), settings);
    writeFileSync(join(folder, 'compose.yaml'), file);
    mkdirSync(join(folder, 'triggers'));
    const trigger = 'export const handler = async (event) => event;\n';
    writeFileSync(join(folder, 'triggers/tokens.mjs'), trigger);
    await docker('build', '--file=local/Dockerfile', `--target=${IMAGE}`, `--tag=${IMAGE}`, '.');
    await compose('up', '--detach', '--wait', 'cognito');
  }, 600_000);
  afterAll(async () => {
    await compose('down', '--volumes');
    rmSync(folder, { recursive: true });
  });

  it('has one address for browsers, and another for containers', async () => {
    const document: unknown = await (await fetch(`${PUBLISHED}/${DISCOVERY}`)).json();
    expect(document).toMatchObject({
      issuer: ISSUER,
      authorization_endpoint: `${PUBLISHED}/oauth2/authorize`,
      token_endpoint: 'http://cognito:9229/oauth2/token',
    });
    const script = `fetch('http://cognito:9229/${DISCOVERY}').then((answer) => answer.text()).then(console.log)`;
    const inside = await compose('exec', '-T', 'cognito', 'node', '--eval', script);
    expect(JSON.parse(inside)).toEqual(document);
  });

  it('shows its pages with their styles', async () => {
    for (const name of ['local.css', 'local.js']) {
      expect((await fetch(`${PUBLISHED}/assets/${name}`)).status).toBe(200);
    }
  });

  it('keeps accounts when its container is made anew', async () => {
    expect((await signUp()).status).toBe(200);
    await compose('up', '--detach', '--wait', '--force-recreate', 'cognito');
    expect(await (await signUp()).json()).toMatchObject({
      __type: 'UsernameExistsException',
    });
  });

  it('holds the package over Node, and runs it without privileges or anything to write to', async () => {
    const [{ Config }] = JSON.parse(await docker('image', 'inspect', IMAGE));
    expect(Config).toMatchObject({
      User: '1000:1000',
      ExposedPorts: { '9229/tcp': {} },
      Entrypoint: ['node', '/app/bin.js'],
    });
    const run = ['run', '--rm', '--network=none', '--read-only', '--cap-drop=ALL'];
    const files = await docker(...run, '--entrypoint=ls', IMAGE, '/app');
    expect(files.split('\n')).toEqual([
      'LICENSE',
      'README.md',
      'bin.js',
      'hosted',
      'local-cognito.schema.json',
      'package.json',
    ]);
    const said: unknown = await docker(...run, IMAGE, 'nothing.json').catch(
      (error: unknown) => error,
    );
    expect(String(said)).toContain('There is no file /config/nothing.json.');
  });

  it('stands in a compose file that compose takes', async () => {
    const services = await compose('config', '--services');
    expect(services.split('\n').toSorted()).toEqual(['application', 'cognito']);
  });
});
