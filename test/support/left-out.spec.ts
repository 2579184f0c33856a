import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Copy } from './copy.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What jest would run in a checkout, and says, where the programs of this machine are found or aren't. */
function listed(path: string | undefined, cwd = ROOT) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['node_modules/jest/bin/jest.js', '--listTests'],
    // oxlint-disable-next-line node/no-process-env -- a machine with these programs
    { cwd, encoding: 'utf8', env: { ...process.env, PATH: path, TESTS_MAY_INSTALL: '' } },
  );
  if (status !== 0) throw new Error(stderr);
  return { files: stdout.trim().split('\n'), words: stderr };
}

describe('on a machine without a session store’s server and openssl', () => {
  // oxlint-disable-next-line node/no-process-env -- what this machine has
  const there = listed(process.env['PATH']);
  const bare = listed('/nowhere');

  it('the tests that need one are left out, and one sentence each says so', () => {
    expect(bare.words).toMatch(
      /^Test files left out: \d+, which need valkey-server in PATH\. .*$/m,
    );
    expect(bare.words).toMatch(/^Test files left out: \d+, which need openssl in PATH\. .*$/m);
    const left = there.files.filter((file) => !bare.files.includes(file)).join('\n');
    expect(left).toContain('/test/sessions/outages.spec.ts');
    expect(left).toContain('/test/bench/store.spec.ts');
    expect(left).toContain('/test/e2e/local-cognito-tls.spec.ts');
  });

  it('all others run', () => {
    const needed = /\/test\/(?:sessions|soak|faults|fuzz|bench|proxy|e2e|browser|contract)\//;
    const left = there.files.filter((file) => !bare.files.includes(file));
    expect(left.filter((file) => !needed.test(file))).toEqual([]);
    expect(bare.files.length).toBeGreaterThan(250);
    expect(bare.files).toContain(`${ROOT}test/e2e/login.spec.ts`);
  });
});

describe('in a checkout in which `npm ci` was run, and nothing else', () => {
  const copy = new Copy(); // which leaves out what folders have installed of their own
  // oxlint-disable-next-line node/no-process-env -- what this machine has
  const { files, words } = listed(process.env['PATH'], copy.folder);
  afterAll(() => copy.delete());

  it.each([
    ['examples/spa', 'test/browser/spa.spec.ts', 'test/browser/dev.spec.ts'],
    ['test/bench/peers', 'test/bench/contestants.spec.ts', 'test/bench/run.spec.ts'],
  ])(
    'the tests that need the packages of %s are left out, and one sentence says so',
    (folder, left, right) => {
      expect(words).toContain(
        `Test files left out: 1, which need the packages of ${folder}. Install them (npm ci --prefix ${folder}), ` +
          'or let the tests do so: TESTS_MAY_INSTALL=true npm test\n',
      );
      expect(files).not.toContain(join(copy.folder, left));
      expect(files).toContain(join(copy.folder, right));
    },
  );
});
