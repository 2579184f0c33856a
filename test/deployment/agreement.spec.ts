import { synthesise } from '../../infra/test/synthesise.js';
import { defaultSettings } from '../../local/cognito/settings.js';
import { routes } from '../../local/gateway/routes.js';
import { startLocalGateway, type LocalGateway } from '../../local/gateway/server.js';
import { startPool, type PoolUnderTest } from '../../local/testing/pool-under-test.js';

/** What is tried locally is what is deployed. */
describe('the local stack and the deployed one agree on', () => {
  const { identity, api } = synthesise('dev');
  const propertiesOf = (template: typeof api, type: string) =>
    Object.values(template.findResources(type)).map(({ Properties }) => Properties);
  const [client] = propertiesOf(identity, 'AWS::Cognito::UserPoolClient');

  const deployedRoutes = propertiesOf(api, 'AWS::ApiGatewayV2::Route').map(
    ({ RouteKey, AuthorizationScopes }): [routeKey: string, scopes: string[]] => [
      RouteKey,
      AuthorizationScopes,
    ],
  );

  it('the routes of the API, and the scopes that they demand', () => {
    const local = Object.entries(routes).map(([routeKey, { scopes }]) => [routeKey, scopes]);
    expect(Object.fromEntries(local)).toEqual(Object.fromEntries(deployedRoutes));
  });

  describe('who gets through', () => {
    let pool: PoolUnderTest;
    let gateway: LocalGateway;

    beforeAll(async () => {
      pool = await startPool();
      gateway = await startLocalGateway({
        port: 0,
        issuer: pool.issuer,
        audience: [pool.settings.client.id],
        now: pool.now,
      });
    });
    afterAll(async () => {
      await gateway.close();
      await pool.close();
    });

    const send = async (routeKey: string, scope: string) => {
      const [method = 'GET', path = '/'] = routeKey.replace('ANY ', 'GET ').split(' ');
      const { access_token: token } = await pool.tokens({ scope });
      const headers = { authorization: `Bearer ${token}` };
      const url = gateway.url + path.replaceAll(/\{[^}]+\}/gu, 'x');
      return (await fetch(url, { method, headers })).status;
    };

    it.each(deployedRoutes)('at %s', async (routeKey, scopes) => {
      expect(await send(routeKey, `openid ${scopes[0]}`)).toBe(200);
      expect(await send(routeKey, 'openid email profile')).toBe(403);
    });
  });

  it('what the app client may ask for', () => {
    expect(new Set(defaultSettings.client.scopes)).toEqual(new Set(client.AllowedOAuthScopes));
  });

  it('what comes of a refresh token', () => {
    expect({
      Feature: defaultSettings.rotation.enabled ? 'ENABLED' : 'DISABLED',
      RetryGracePeriodSeconds: defaultSettings.rotation.graceSeconds,
    }).toEqual(client.RefreshTokenRotation);
  });

  it('the groups', () => {
    const deployed = propertiesOf(identity, 'AWS::Cognito::UserPoolGroup').map(
      ({ GroupName, Precedence }) => ({ name: GroupName, precedence: Precedence }),
    );
    expect(defaultSettings.groups.map(({ name, precedence }) => ({ name, precedence }))).toEqual(
      deployed,
    );
  });

  const [pool] = propertiesOf(identity, 'AWS::Cognito::UserPool');

  it('the second factor', () => {
    expect(pool.MfaConfiguration).toBe(defaultSettings.mfa);
  });

  it('which address counts until the new one is verified', () => {
    const kept = pool.UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate;
    expect(kept.includes('email')).toBe(defaultSettings.keepsEmailUntilVerified);
  });
});
