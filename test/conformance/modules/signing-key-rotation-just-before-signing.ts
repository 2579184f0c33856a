import { expectSignedIn, type Module } from '../outcomes.js';

/** New keys when the product has fetched the old ones for this very login (OIDC Core §10.1.1). */
export const play: Module = async (stage) => {
  const { provider, browser } = stage;
  const gate = provider.holdToken('asked');
  const login = browser.signIn();
  await gate.reached;
  expect(provider.calls.jwks).toBe(1);
  await provider.rotateKeys();
  gate.open();
  await login;
  await expectSignedIn(stage);
};
