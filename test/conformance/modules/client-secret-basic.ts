import { signsIn } from '../outcomes.js';

/** The client authenticates itself with HTTP Basic (OIDC Core §9): the provider asks for nothing else. */
export const play = signsIn(
  ({ provider }) => {
    provider.discovery = (document) => ({
      ...document,
      token_endpoint_auth_methods_supported: ['client_secret_basic'],
    });
  },
  ({ provider }) => {
    const [form] = provider.calls.token;
    expect(form?.get('grant_type')).toBe('authorization_code');
    expect(form?.has('client_secret')).toBe(false);
  },
);
