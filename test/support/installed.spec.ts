import { findInstalled, installed } from './installed.js';

/** No package is called so, whoever runs this. */
const PACKAGE = 'no-such-package';
const MISSING = { programs: ['no-such-program', 'nor-this-one'], debianPackage: PACKAGE };

describe('a program that the tests need', () => {
  it('is the first that this machine has', () => {
    expect(installed({ programs: ['no-such-program', 'node'], debianPackage: PACKAGE })).toBe(
      'node',
    );
  });

  it('is asked for in one sentence, and nothing is installed unless somebody said that it may', () => {
    expect(findInstalled(MISSING, false)).toBeUndefined();
    expect(() => installed(MISSING, false)).toThrow(
      'These tests need no-such-program in PATH: install it (Debian and Ubuntu: apt-get install no-such-package).',
    );
  });
});
