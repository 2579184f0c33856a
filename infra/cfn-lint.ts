import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';

/** What cfn-lint doesn't know yet, or says of what the CDK writes: each with why it is none of ours. */
const LAGS: [finding: RegExp, why: string][] = [
  [
    /:E3002:Additional properties are not allowed \('Tags' was unexpected\)$/u,
    'listeners and scalable targets have had tags for long; CloudFormation’s own rules take them',
  ],
  [
    /:W3037:'admindeletesoftwaretoken' is not one of /u,
    'an action of August 2026, which its list hasn’t got yet; the AWS SDK has it',
  ],
  [/:W3005:/u, 'a DependsOn that a reference implies too: the CDK writes both'],
];

/**
 * A second opinion on the templates of a folder, where cfn-lint is installed (Debian and pip have it).
 *
 * @returns what it found that is no lag of its own; nothing where it isn't installed
 */
export function cfnLint(folder: string): string[] {
  const templates = globSync(`${folder}/**/*.template.json`);
  const { error, stdout, stderr } = spawnSync(
    'cfn-lint',
    ['--format', 'parseable', '--', ...templates],
    { encoding: 'utf8' },
  );
  if (error) {
    process.stdout.write('cfn-lint is not installed: its second opinion is left out.\n');
    return [];
  }
  return `${stdout}${stderr}`
    .split('\n')
    .filter((line) => line !== '' && !LAGS.some(([finding]) => finding.test(line)));
}
