import { secretHash } from './secret-hash.js';

it('computes a secret hash', () => {
  // printf mary7x2k | openssl dgst -sha256 -hmac sesame -binary | base64
  expect(secretHash('mary', '7x2k', 'sesame')).toBe('ECeod9d+mrX9/1Lt05APW6DodZENm6lY3MrbJhoHCSE=');
});
