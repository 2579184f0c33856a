import { signsIn } from '../outcomes.js';

/** New keys when the product has fetched the old ones for this very login (OIDC Core §10.1.1). */
export const play = signsIn(({ provider }) => {
  const gate = provider.holdToken('asked');
  void gate.reached.then(async () => {
    expect(provider.calls.jwks).toBe(1);
    await provider.rotateKeys();
    gate.open();
  });
});
