import { z } from 'zod';
import { at, type Check, expectStatus, expectThat, type Target, Wrong } from './check.js';
import { listOf, NAVIGATION, openPage, visit } from './visit.js';

/** The product's redirect to Cognito. */
async function login(target: Target) {
  const answer = await visit(at(target, '/auth/login'), NAVIGATION);
  expectStatus(answer, 302);
  const { location } = answer;
  if (!location) throw new Wrong('/auth/login sends the browser nowhere');
  return { answer, location };
}

const discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  jwks_uri: z.url(),
});

/** What attackers try. The product writes it down, so it is tried once and not each minute. */
export const attackChecks: Check[] = [
  {
    name: 'a callback that nobody asked for is refused or begun anew',
    run: async (target) =>
      expectStatus(
        await visit(at(target, '/auth/callback?code=forged&state=forged'), NAVIGATION),
        302,
        303,
        400,
      ),
  },
];

/** The way to Cognito, as far as one comes without an account. */
export const loginChecks: Check[] = [
  {
    name: 'the login is an authorization code flow with PKCE, for this address',
    run: async (target) => {
      const { answer, location } = await login(target);
      const { searchParams } = location;
      const wanted = { response_type: 'code', code_challenge_method: 'S256' };
      for (const [name, value] of Object.entries(wanted)) {
        expectThat(searchParams.get(name) === value, `the login has no ${name}=${value}`);
      }
      for (const name of ['client_id', 'state', 'nonce', 'code_challenge', 'scope']) {
        expectThat(Boolean(searchParams.get(name)), `the login has no ${name}`);
      }
      const callback = at(target, '/auth/callback').href;
      const named = searchParams.get('redirect_uri');
      expectThat(
        named === callback,
        `the login comes back to ${named}, where ${callback} is right: is PUBLIC_URL this address?`,
      );
      const cookies = listOf(answer.headers['set-cookie']);
      const isHttps = target.origin.protocol === 'https:';
      const isKept = (cookie: string) =>
        /; *HttpOnly/iu.test(cookie) &&
        /; *SameSite=Lax/iu.test(cookie) &&
        (!isHttps || /; *Secure/iu.test(cookie));
      expectThat(
        cookies.length > 0 && cookies.every(isKept),
        'the login’s cookie is missing, or isn’t HttpOnly, SameSite=Lax and Secure',
      );
    },
  },
  {
    name: 'the pool’s discovery document agrees with the product',
    run: async (target) => {
      if (target.issuer === undefined) return 'the issuer isn’t known: give --issuer';
      const url = new URL(`${target.issuer}/.well-known/openid-configuration`);
      const answer = await visit(url);
      expectStatus(answer, 200);
      const document = discovery.safeParse(parsed(answer.body));
      if (!document.success) throw new Wrong(`${url.href} is no discovery document`);
      const { issuer, authorization_endpoint: endpoint, jwks_uri: keys } = document.data;
      expectThat(issuer === target.issuer, `the document names another issuer, ${issuer}`);
      const { location } = await login(target);
      expectThat(
        `${location.origin}${location.pathname}` === endpoint,
        `the product logs in at ${location.origin}, and the pool’s login is at ${endpoint}`,
      );
      expectStatus(await visit(new URL(keys)), 200);
      return undefined;
    },
  },
  {
    name: 'the login page is reached',
    run: async (target) => {
      const { location } = await login(target);
      const page = await openPage(location);
      const { url, body, headers } = page;
      const reason = url.searchParams.get('error');
      expectThat(
        !url.pathname.endsWith('/error'),
        reason === 'redirect_mismatch'
          ? 'Cognito refuses the callback URL: register it at the app client (redirect_mismatch)'
          : `Cognito answers with its error page: ${reason}`,
      );
      expectThat(
        !/login pages unavailable/iu.test(body),
        'Cognito says “Login pages unavailable”: the app client has no branding style',
      );
      expectStatus(page, 200);
      expectThat(
        listOf(headers['content-type']).join().startsWith('text/html'),
        `${url.host}${url.pathname} is no page`,
      );
      expectThat(url.host === location.host, `the login ends at ${url.host}`);
    },
  },
];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no schema accepts it
  }
}
