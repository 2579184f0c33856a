import { DescribeUserPoolClientCommand } from '@aws-sdk/client-cognito-identity-provider';
import { openTarget } from './target.js';

const target = await openTarget();
const { sdk, poolId: UserPoolId, clientId: ClientId } = target;

// The authorize endpoint needs the pool's domain.
const describeWithDomain = target.domain === '' ? describe.skip : describe;

describeWithDomain('the authorize endpoint', () => {
  let callback = '';

  beforeAll(async () => {
    const named = new DescribeUserPoolClientCommand({ UserPoolId, ClientId });
    const { UserPoolClient } = await sdk.send(named);
    callback = UserPoolClient?.CallbackURLs?.[0] ?? '';
  });
  afterAll(() => target.close());

  /** Where it sends a browser in which nobody is signed in. */
  const sentTo = async (changes: Record<string, string>) => {
    const request = {
      response_type: 'code',
      client_id: ClientId,
      redirect_uri: callback,
      scope: 'openid',
      state: 'the-state',
      ...changes,
    };
    const url = `${target.domain}/oauth2/authorize?${new URLSearchParams(request)}`;
    const response = await fetch(url, { redirect: 'manual' });
    expect(response.status).toBe(302);
    return new URL(response.headers.get('location') ?? '', url);
  };

  it.each([
    ['nothing more', {}],
    ['prompt=login', { prompt: 'login' }],
    ['prompt=select_account', { prompt: 'select_account' }],
    ['several prompts', { prompt: 'login consent' }],
    ['a hint', { login_hint: 'carol@example.com' }],
    ['a language', { lang: 'de' }],
    ['the pool as the provider', { identity_provider: 'COGNITO' }],
    ['a resource of its own', { resource: 'https://api.example.com/v1' }],
    ['a resource on localhost', { resource: 'http://localhost:8080' }],
  ])('goes to the sign-in page with %s, taking it along', async (_what, changes) => {
    const { origin, pathname, searchParams } = await sentTo(changes);
    expect(origin + pathname).toBe(`${target.domain}/login`);
    expect(Object.fromEntries(searchParams)).toMatchObject(changes);
  });

  it('says login_required to the callback for prompt=none, with the state', async () => {
    const { origin, pathname, searchParams } = await sentTo({ prompt: 'none' });
    expect(origin + pathname).toBe(callback);
    expect(searchParams.get('error')).toBe('login_required');
    expect(searchParams.get('state')).toBe('the-state');
  });

  it.each([
    ['an unknown prompt', { prompt: 'whatever' }],
    ['none with another prompt', { prompt: 'none login' }],
    ['a resource that is no URL', { resource: 'hello-api' }],
    ['a resource over http elsewhere', { resource: 'http://api.example.com' }],
  ])('says invalid_request to the callback for %s', async (_what, changes) => {
    const { origin, pathname, searchParams } = await sentTo(changes);
    expect(origin + pathname).toBe(callback);
    expect(searchParams.get('error')).toBe('invalid_request');
  });

  it('says on the sign-in page that a provider isn’t there', async () => {
    const url = await sentTo({ identity_provider: 'NobodyHasThis' });
    expect(url.origin + url.pathname).toBe(`${target.domain}/login`);
    const page = await (await fetch(url)).text();
    expect(page + url.search).toMatch(/Login(?: |\+|%20)option(?: |\+|%20)is(?: |\+|%20)not/u);
  });
});
