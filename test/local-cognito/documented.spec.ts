import * as openid from 'openid-client';
import { readSettingsFile } from '../../local/cognito/settings-file.js';
import { HostedVisitor } from '../../local/testing/hosted-visitor.js';
import { documented } from '../support/documented.js';
import { Shop } from '../support/shop.js';

/** The value of a name in YAML. */
const valueIn = (yaml: string, name: string): string =>
  new RegExp(`^ *${name}: (.+)$`, 'mu').exec(yaml)?.[1] ?? '';

describe('what the documentation tells a Java application', () => {
  const [client = '', resourceServer = ''] = documented('### In Java', 'yaml');
  let shop: Shop;

  beforeAll(async () => {
    shop = await Shop.start();
  });
  afterAll(() => shop.stop());

  it.each([
    ['the client', client],
    ['the API', resourceServer],
  ])('leads Spring to the discovery document that it needs: %s', async (_whose, yaml) => {
    const issuer = shop.adapt(valueIn(yaml, 'issuer-uri'));
    const response = await fetch(`${issuer}/.well-known/openid-configuration`);
    // Spring Security refuses another issuer, and its parser a document without any of these.
    expect(await response.json()).toMatchObject({
      issuer,
      authorization_endpoint: expect.stringMatching(/^http/u),
      token_endpoint: expect.stringMatching(/^http/u),
      userinfo_endpoint: expect.stringMatching(/^http/u),
      jwks_uri: expect.stringMatching(/^http/u),
      subject_types_supported: ['public'],
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: expect.arrayContaining(['client_secret_basic']),
    });
  });

  it('signs somebody in at the address that Spring listens at', async () => {
    const configuration = await openid.discovery(
      new URL(shop.adapt(valueIn(client, 'issuer-uri'))),
      valueIn(client, 'client-id'),
      undefined,
      openid.ClientSecretBasic(valueIn(client, 'client-secret')),
      { execute: [openid.allowInsecureRequests] },
    );
    const url = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: 'http://localhost:8080/login/oauth2/code/cognito',
      scope: valueIn(client, 'scope').replaceAll(',', ''),
      state: 'the-state',
      nonce: 'the-nonce',
    });
    const carol = new HostedVisitor('http://localhost:8080');
    const page = await carol.open(url.href);
    const form = { username: 'carol@example.com', password: 'Correct-Horse-1' };
    const arrived = new URL((await carol.submit(page, form)).url);
    const checks = { expectedState: 'the-state', expectedNonce: 'the-nonce' };
    const tokens = await openid.authorizationCodeGrant(configuration, arrived, checks);
    const claims = tokens.claims();
    expect(claims?.[valueIn(client, 'user-name-attribute')]).toBe('carol@example.com');
    const sub = claims?.sub ?? '';
    const info = await openid.fetchUserInfo(configuration, tokens.access_token, sub);
    expect(info[valueIn(client, 'user-name-attribute')]).toBe('carol@example.com');
  });
});

describe('what the documentation tells GitHub Actions', () => {
  const [workflow = ''] = documented('### In GitHub Actions', 'yaml');

  it('are settings of the pool that the tests are told of', () => {
    const [, text = ''] = /LOCAL_COGNITO_CONFIG: \|\n((?: {12}.*\n)+)/u.exec(workflow) ?? [];
    const { pools } = readSettingsFile(text, undefined);
    const [settings] = pools.map((plan) => plan.settings);
    expect(valueIn(workflow, 'ISSUER')).toBe(`http://localhost:9229/${settings?.Id}`);
    expect(valueIn(workflow, 'ports')).toBe(`['9229:9229']`);
    expect(settings?.Users[0]?.Username).toBe('carol@example.com');
  });
});
