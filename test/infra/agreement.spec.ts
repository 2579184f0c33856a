import { synthesise } from '../../infra/test/synthesise.js';
import { defaultSettings } from '../../local/cognito/settings.js';
import { routes } from '../../local/gateway/routes.js';

/** What is tried locally is what is deployed. */
describe('the local stack and the deployed one agree on', () => {
  const { identity, api } = synthesise('dev');
  const propertiesOf = (template: typeof api, type: string) =>
    Object.values(template.findResources(type)).map(({ Properties }) => Properties);
  const [client] = propertiesOf(identity, 'AWS::Cognito::UserPoolClient');

  it('the routes of the API', () => {
    const deployed = propertiesOf(api, 'AWS::ApiGatewayV2::Route').map(({ RouteKey }) => RouteKey);
    expect(new Set(Object.keys(routes))).toEqual(new Set(deployed));
  });

  it('what the app client may ask for', () => {
    // Here, applications of all kinds are tried: some ask for Cognito's own API.
    const ownApi = 'aws.cognito.signin.user.admin';
    expect(new Set(defaultSettings.client.scopes)).toEqual(
      new Set([...client.AllowedOAuthScopes, ownApi]),
    );
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
