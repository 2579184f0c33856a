import type { Browser, Page } from 'playwright-core';
import { clientSchema } from '../../local/cognito/client-settings.js';
import { poolSchema } from '../../local/cognito/pool-settings.js';
import { startCognito, type Cognito } from '../../local/cognito/server.js';
import { launchChromium } from '../support/chromium.js';
import { HttpServer } from '../support/http-server.js';

const POOL = 'eu-central-1_shop';

describe('the local Cognito and a script in a page', () => {
  let browser: Browser;
  let page: Page;
  let application: HttpServer;
  let cognito: Cognito;

  beforeAll(async () => {
    browser = await launchChromium();
    application = await new HttpServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>Shop</title>');
    }).start();
    const client = clientSchema.parse({
      ClientId: 'shopweb',
      CallbackURLs: [`${application.origin}/`],
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'aws.cognito.signin.user.admin'],
    });
    const settings = poolSchema.parse({
      Id: POOL,
      UsernameAttributes: ['email'],
      Clients: [client],
      Users: [{ Username: 'carol@example.com', Password: 'Correct-Horse-9' }],
    });
    const pools = [{ settings, triggers: () => ({}), folder: undefined }];
    cognito = await startCognito({ port: 0, pools, mail: () => undefined });
  });
  afterAll(async () => {
    await browser.close();
    await cognito.close();
    await application.stop();
  });
  beforeEach(async () => {
    page = await (await browser.newContext()).newPage();
  });
  afterEach(() => page.context().close());

  const VERIFIER = 'a-verifier-of-at-least-forty-three-characters';

  const goToLogin = async () => {
    await page.goto(application.origin);
    const challenge = await page.evaluate(async (verifier) => {
      const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
      const text = btoa(String.fromCharCode(...new Uint8Array(hash)));
      return text.replaceAll('+', '-').replaceAll('/', '_').replace('=', '');
    }, VERIFIER);
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'shopweb',
      redirect_uri: `${application.origin}/`,
      scope: 'openid email aws.cognito.signin.user.admin',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    await page.goto(`${cognito.domain}/oauth2/authorize?${query}`);
  };

  it('shows a password on demand, and hides it again', async () => {
    await goToLogin();
    const field = page.locator('[name=password]');
    const box = page.getByRole('checkbox', { name: 'Show what I type' });
    await field.fill('Correct-Horse-9');
    expect(await field.getAttribute('type')).toBe('password');
    await box.check();
    expect(await field.getAttribute('type')).toBe('text');
    await box.uncheck();
    expect(await field.getAttribute('type')).toBe('password');
  });

  it('lets the page redeem its code, and call what Cognito lets it call', async () => {
    await goToLogin();
    await page.locator('[name=username]').fill('carol@example.com');
    await page.locator('[name=password]').fill('Correct-Horse-9');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(`${application.origin}/?code=*`);
    const given = { issuer: `${cognito.server}/${POOL}`, api: cognito.server, verifier: VERIFIER };
    const told = await page.evaluate(async ({ issuer, api, verifier }) => {
      // oxlint-disable-next-line unicorn/consistent-function-scoping -- it runs in the page
      const read = async (url: string, init?: RequestInit) => (await fetch(url, init)).json();
      const document = await read(`${issuer}/.well-known/openid-configuration`);
      const { keys } = await read(document.jwks_uri);
      const tokens = await read(document.token_endpoint, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: 'shopweb',
          redirect_uri: `${location.origin}/`,
          code: new URLSearchParams(location.search).get('code') ?? '',
          code_verifier: verifier,
        }),
      });
      const authorization = `Bearer ${tokens.access_token}`;
      const info = await read(document.userinfo_endpoint, { headers: { authorization } });
      const user = await read(api, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'AWSCognitoIdentityProviderService.GetUser',
        },
        body: JSON.stringify({ AccessToken: tokens.access_token }),
      });
      return { keys: keys.length, email: info.email, username: user.Username };
    }, given);
    expect(told).toEqual({
      keys: 2,
      email: 'carol@example.com',
      username: expect.stringMatching(/^[\da-f-]{36}$/u),
    });
  });
});
