import { unattended } from './person.js';

const COMMANDS = [
  'create',
  'password',
  'enrol',
  'sign-in',
  'list',
  'groups',
  'add',
  'remove',
  'disable',
  'enable',
  'reset-mfa',
  'sign-out',
  'delete',
  'secrets',
  'new-secret',
  'end-secret',
];

describe('--help', () => {
  it('names every command, the variables and the exit codes', async () => {
    const { exitCode, stdout, stderr } = await unattended(['--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const listed = [...stdout.matchAll(/^ {2}(?<name>[a-z][a-z-]*) .*$/gmu)].map(
      ({ groups }) => groups?.['name'],
    );
    expect(listed).toEqual(COMMANDS);
    for (const text of ['USER_PASSWORD', 'USER_NEW_PASSWORD', 'USER_CODE', 'Exit codes']) {
      expect(stdout).toContain(text);
    }
  });

  it.each(COMMANDS)('of %s has examples, and the options of all', async (command) => {
    const { exitCode, stdout, stderr } = await unattended([command, '--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: npm run user -- ${command}`, 'u'));
    expect(stdout).toContain(`Examples:\n  $ npm run user -- ${command}`);
    expect(stdout).toContain('--local');
  });
});
