import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problems, read } from '../../test/configuration.js';
import { keys } from './schema.js';

describe('a stage’s configuration', () => {
  it('needs nothing in dev', () => {
    expect(read({ stage: 'dev' })).toMatchObject({
      stage: 'dev',
      projectName: 'cognito-secure-login',
      prefix: 'cognito-secure-login-dev',
      isKept: false,
      publicUrl: 'http://localhost:3000',
      cloudFront: true,
      waf: false,
      nat: false,
      tasksMin: 1,
    });
  });

  it('is checked in for prod, with examples', () => {
    expect(read({ stage: 'prod' })).toMatchObject({
      publicUrl: 'https://app.example.com',
      callbackUrls: ['https://app.example.com/auth/callback'],
      logoutUrls: ['https://app.example.com/'],
      isKept: true,
      waf: true,
      nat: false,
      tasksMin: 2,
      refreshTokenRotation: true,
    });
  });

  it('reads flags, numbers and lists from text, as -c gives them', () => {
    const values = {
      nat: 'true',
      tasksMax: '4',
      logRetentionDays: '14',
      allowedEmailDomains: 'example.com, example.org',
      callbackUrls: 'http://localhost:3000/auth/callback',
    };
    expect(read({ stage: 'dev', ...values })).toMatchObject({
      nat: true,
      tasksMax: 4,
      logRetentionDays: 14,
      allowedEmailDomains: ['example.com', 'example.org'],
      callbackUrls: ['http://localhost:3000/auth/callback'],
    });
    expect(read({ stage: 'dev', allowedEmailDomains: '' }).allowedEmailDomains).toEqual([]);
  });

  it('leaves what the CDK says to itself alone', () => {
    const context = {
      'aws:cdk:bundling-stacks': [],
      '@aws-cdk/core:x': true,
      'cli-telemetry': false,
    };
    expect(problems({ stage: 'dev', ...context })).toEqual([]);
  });
});

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stage-config-'));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  it('goes over the defaults, and -c over the file', () => {
    const config = file('values.json', JSON.stringify({ tasksMax: 5, nat: true }));
    expect(read({ stage: 'dev', config })).toMatchObject({ tasksMax: 5, nat: true });
    expect(read({ stage: 'dev', config, tasksMax: '6' })).toMatchObject({ tasksMax: 6, nat: true });
  });

  it('takes the place of the one that is checked in', () => {
    const config = file('empty.json', '{}');
    expect(problems({ stage: 'prod', config })).toEqual([
      expect.stringMatching(/^region: is required: /u),
      expect.stringMatching(/^publicUrl: is required: /u),
      expect.stringMatching(/^allowedEmailDomains: is required: /u),
      expect.stringMatching(/^domainPrefix: or loginDomain is required in prod/u),
      expect.stringMatching(/^certificateArn: or hostedZoneId is required in prod/u),
      expect.stringMatching(/^alarmMail: is required in prod/u),
    ]);
  });

  it.each([
    ['that isn’t there', () => join(folder, 'absent.json'), /there is no .*absent\.json/u],
    ['that is no JSON', () => file('broken.json', '{'), /broken\.json must be one JSON object/u],
    ['that is a list', () => file('list.json', '[]'), /list\.json must be one JSON object/u],
  ])('%s is refused', (_what, path, problem) => {
    expect(problems({ stage: 'dev', config: path() })).toEqual([expect.stringMatching(problem)]);
  });
});

describe('an error', () => {
  it('names every problem, those between keys too, and says where to read on', () => {
    const context = {
      stage: 'dev',
      foo: '1',
      waf: 'yes',
      tasksMin: '3',
      threatProtection: 'audit',
    };
    expect(() => read(context)).toThrow(
      [
        'The configuration of dev (-c key=value) can’t be used:',
        '  - foo: there is no such key',
        '  - waf: must be true or false',
        '  - threatProtection: needs featurePlan=plus',
        '  - tasksMax: must not be less than tasksMin',
        'docs/deploy.md explains every key.',
      ].join('\n'),
    );
  });

  it.each([[{}], [{ stage: 'test' }]])('asks for a stage: %j', (context) => {
    expect(problems(context)).toEqual(['stage: give -c stage=dev or -c stage=prod']);
  });

  it('refuses to deploy what is still an example', () => {
    expect(
      problems({ stage: 'prod', deploying: 'true' }).map((line) => line.split(':')[0]),
    ).toEqual([
      'publicUrl',
      'certificateArn',
      'loginDomain',
      'loginCertificateArn',
      'allowedEmailDomains',
      'alarmMail',
    ]);
    expect(problems({ stage: 'dev', deploying: 'true' })).toEqual([]);
  });
});

it.each(Object.keys(keys.shape))('%s is explained in docs/deploy.md', (key) => {
  const table = readFileSync(join(import.meta.dirname, '../../../docs/deploy.md'), 'utf8');
  expect(table).toMatch(new RegExp(`^\\|[^|]*\`${key}\``, 'mu'));
});
