import { groupsOf } from './groups.js';

describe('the groups of a caller', () => {
  it.each([
    ['[admins]', ['admins']],
    ['[admins users]', ['admins', 'users']],
    ['[super-admins]', ['super-admins']],
    ['[]', []],
    ['', []],
    ['admins', ['admins']],
    [undefined, []],
    [['admins'], []], // no HTTP API sends a list
  ])('of %j are %j', (claim, groups) => {
    expect(groupsOf({ 'cognito:groups': claim })).toEqual(groups);
  });
});
