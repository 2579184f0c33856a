import { filterOf } from './users.js';

describe('a filter', () => {
  it.each([
    ['alice', 'email ^= "alice"'],
    ['alice@example.com', 'email ^= "alice@example.com"'],
    ['email = "alice@example.com"', 'email = "alice@example.com"'],
    ['cognito:user_status="CONFIRMED"', 'cognito:user_status="CONFIRMED"'],
    ['username ^= "8c5c"', 'username ^= "8c5c"'],
    ['a=b@example.com', 'email ^= "a=b@example.com"'],
    ['"quoted\\"@example.com', 'email ^= "\\"quoted\\\\\\"@example.com"'],
  ])('%s asks Cognito for %s', (typed, filter) => {
    expect(filterOf(typed)).toBe(filter);
  });
});
