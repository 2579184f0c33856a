import { signsIn } from '../outcomes.js';

/** The endpoints are those that the discovery document names, wherever these are. */
export const play = signsIn(
  ({ provider }) => {
    provider.move('authorization_endpoint', '/somewhere/authorize');
    provider.move('token_endpoint', '/somewhere/else/token');
  },
  ({ provider }) => {
    expect([provider.calls.authorize.length, provider.calls.token.length]).toEqual([1, 1]);
  },
);
