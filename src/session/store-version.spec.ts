import type { Reply } from './redis-client.js';
import { versionProblem } from './store-version.js';

const hello = (server: string, version: string): Reply =>
  ['server', server, 'version', version, 'proto', 2, 'modules', []].map((item) =>
    typeof item === 'string' ? Buffer.from(item) : item,
  );

describe('what speaks against a store', () => {
  it.each([
    ['redis', '6.0.16'],
    ['redis', '6.2.14'],
    ['redis', '5.0.3'],
    ['keydb', '6.3.4'],
  ])('is that %s %s is too old', (server, version) => {
    expect(versionProblem(hello(server, version))).toBe(
      `it is Redis ${version}, and it takes Valkey, or Redis 7 or later`,
    );
  });

  it.each<[name: string, reply: Reply]>([
    ['Redis 7', hello('redis', '7.0.15')],
    ['Redis 8', hello('redis', '8.2.1')],
    ['Redis 10', hello('redis', '10.0')],
    ['Valkey 7.2', hello('valkey', '7.2.4')],
    ['a Valkey that counts anew', hello('valkey', '1.0.0')],
    ['one without a version', hello('redis', 'unstable')],
    ['one that says nothing', []],
    ['one that says something else', 1],
    ['nobody', null],
    ['half a pair', [Buffer.from('version')]],
  ])('is nothing for %s', (_name, reply) => {
    expect(versionProblem(reply)).toBeUndefined();
  });
});
