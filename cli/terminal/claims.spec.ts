import { UnsecuredJWT } from 'jose';
import { describeClaims, readClaims } from './claims.js';

describe('the claims of a token', () => {
  it('are read without asking who signed them', () => {
    const token = new UnsecuredJWT({ sub: '8c5c' }).encode();
    expect(readClaims(token)).toEqual({ sub: '8c5c' });
    expect(readClaims(undefined)).toEqual({});
  });

  it('are told with times that people can read', () => {
    const claims = { sub: '8c5c', 'cognito:groups': ['admins'], email_verified: true, exp: 0 };
    expect(describeClaims(claims).split('\n')).toEqual([
      '  sub             8c5c',
      '  cognito:groups  ["admins"]',
      '  email_verified  true',
      '  exp             0 (1970-01-01T00:00:00.000Z)',
    ]);
  });
});
