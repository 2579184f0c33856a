import { letPass, realTime } from '../support/clock.js';
import { AccessTokens } from '../../src/cognito/access-tokens.js';
import { CLOCK_TOLERANCE_SECONDS, epochSeconds } from '../../src/cognito/clock.js';
import { Provider } from '../../src/cognito/provider.js';
import { SigningKeys } from '../../src/cognito/signing-keys.js';
import { configWith } from '../support/engine-at.js';

const config = configWith({});
const LIFE_SECONDS = 300;

describe('an access token that was verified before', () => {
  const accessTokens = new AccessTokens(config, new SigningKeys(new Provider(config)));

  beforeEach(() => {
    accessTokens.remember('token', {
      sub: 'alice',
      client_id: 'client',
      token_use: 'access',
      exp: epochSeconds() + LIFE_SECONDS,
      scope: 'openid',
      'cognito:groups': ['admins'],
    });
  });
  afterEach(realTime);

  it('is known again, as it is, for its person alone', () => {
    expect(accessTokens.recall('token', 'alice')).toMatchObject({ groups: ['admins'] });
    for (const [token, sub] of [
      ['token', 'mallory'],
      ['token', ''],
      ['token ', 'alice'],
      ['toke', 'alice'],
      ['', 'alice'],
    ] as const) {
      expect(accessTokens.recall(token, sub)).toBeUndefined();
    }
  });

  it.each([
    ['at once', 0, true],
    ['before its end', LIFE_SECONDS - 2, true],
    ['as long as clocks may differ', LIFE_SECONDS + CLOCK_TOLERANCE_SECONDS - 2, true],
    ['no longer', LIFE_SECONDS + CLOCK_TOLERANCE_SECONDS + 1, false],
    ['nor ever again', 1e9, false],
  ])('is believed until its own end: %s', (_when, seconds, isBelieved) => {
    letPass(seconds * 1000);
    expect(accessTokens.recall('token', 'alice') !== undefined).toBe(isBelieved);
  });
});
