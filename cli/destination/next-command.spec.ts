import { nextCommandFor } from './next-command.js';

describe('the command to be typed next', () => {
  it.each([
    [{}, 'npm run user -- list'],
    [{ local: true }, 'npm run user -- list --local'],
    [
      { pool: 'us-east-1_A', client: 'c', clientSecret: 's' },
      'npm run user -- list --pool us-east-1_A --client c',
    ],
    [{ outputs: 'my outputs.json' }, 'npm run user -- list --outputs "my outputs.json"'],
  ])('after %j is %s', (options, command) => {
    expect(nextCommandFor(options)('list')).toBe(command);
  });
});
