import { findInstalled, installed } from './installed.js';

const MISSING = ['no-such-program', 'nor-this-one'];
/** No package is called so, whoever runs this. */
const PACKAGE = 'no-such-package';

describe('a program that the tests need', () => {
  it('is the first that this machine has', () => {
    expect(installed(['no-such-program', 'node'], PACKAGE)).toBe('node');
  });

  it('is asked for in one sentence, and nothing is installed unless somebody said that it may', () => {
    expect(findInstalled(MISSING, PACKAGE, false)).toBeUndefined();
    expect(() => installed(MISSING, PACKAGE, false)).toThrow(
      'These tests need no-such-program in PATH: install it (Debian and Ubuntu: apt-get install no-such-package).',
    );
  });
});
