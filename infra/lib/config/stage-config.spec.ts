import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problems, read } from '../../test/configuration.js';
import { stages } from '../../config/stages.js';
import { defaults } from './defaults.js';
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

  it('says what -c can take away again', () => {
    const config = file('zone.json', JSON.stringify({ mailFrom: 'login@example.org' }));
    expect(read({ stage: 'dev', config }).mailFrom).toBe('login@example.org');
    expect(read({ stage: 'dev', config, mailFrom: '' }).mailFrom).toBeUndefined();
    expect(problems({ stage: 'dev', region: '' })).toEqual([expect.stringMatching(/^region: /u)]);
  });

  it('takes the place of the one that is checked in', () => {
    const config = file('empty.json', '{}');
    expect(problems({ stage: 'prod', config })).toEqual([
      expect.stringMatching(/^region: is required: /u),
      expect.stringMatching(/^publicUrl: is required: /u),
      expect.stringMatching(/^allowedEmailDomains: is required: /u),
      expect.stringMatching(/^domainPrefix: or loginDomain is required in prod/u),
      expect.stringMatching(/^certificateArn: or hostedZoneId is required in prod/u),
      expect.stringMatching(/^mailFrom: is required in prod/u),
      expect.stringMatching(/^alarmMail: or alarmWebhooks/u),
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
        'The configuration of dev (infra/config/stages.ts and -c key=value) can’t be used:',
        '  - foo: there is no such key',
        '  - waf: must be true or false',
        '  - threatProtection: needs featurePlan=plus',
        '  - tasksMax: must not be less than tasksMin',
        'docs/stages.md explains every key.',
      ].join('\n'),
    );
  });

  it.each([
    [{}, /^stage: must be 1 to 20/u],
    [{ stage: 'Prod' }, /^stage: must be 1 to 20/u],
    [{ stage: 'test' }, /^kind: test isn’t in infra\/config\/stages.ts/u],
    [{ stage: 'dev', kind: 'trial' }, /^kind: must be dev or prod/u],
  ])('asks for a stage, and names those that there are: %j', (context, problem) => {
    expect(problems(context)).toEqual([
      expect.stringMatching(problem),
      'stages: dev, staging, prod',
    ]);
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
      'mailFrom',
      'alarmMail',
    ]);
    expect(problems({ stage: 'dev', deploying: 'true' })).toEqual([]);
    // Which are somebody's.
    const allowedEmailDomains = 'myexample.com,my-example.com,example.com.au,example.community';
    expect(problems({ stage: 'dev', deploying: 'true', allowedEmailDomains })).toEqual([]);
  });
});

describe('the table in docs/stages.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/stages.md'), 'utf8');
  const rows = new Map(
    page
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
      .map(([, key = '', , dev = '', prod = '']) => [key, { dev, prod }]),
  );

  it('has a row for each key and for nothing else', () => {
    expect([...rows.keys()].toSorted()).toEqual(Object.keys(keys.shape).toSorted());
  });

  it.each(['dev', 'prod'] as const)('tells the defaults of kind %s', (kind) => {
    const said = Object.entries(defaults[kind])
      .flatMap(([key, value]) => (typeof value === 'object' ? [] : [[key, String(value)] as const]))
      .map(([key, value]) => [key, value, rows.get(key)?.[kind].split(/,? /u)[0]]);
    expect(said.filter(([, value, cell]) => cell?.replace(/,$/u, '') !== value)).toEqual([]);
  });
});

describe('infra/config/stages.ts', () => {
  it.each(Object.keys(stages))('has a stage %s that can be looked at', (stage) => {
    expect(problems({ stage })).toEqual([]);
  });

  it('has a third one between dev and prod, by the rules of prod', () => {
    expect(read({ stage: 'staging' })).toMatchObject({
      kind: 'prod',
      isKept: true,
      prefix: 'cognito-secure-login-staging',
      waf: true,
    });
    expect(problems({ stage: 'staging', tasksMin: '1' })).toEqual([
      expect.stringMatching(/^tasksMin: must be at least 2 in prod/u),
    ]);
  });
});

it('a stage of any name can be told all it needs', () => {
  expect(read({ stage: 'feature-7', kind: 'dev' })).toMatchObject({
    prefix: 'cognito-secure-login-feature-7',
    isKept: false,
  });
  expect(problems({ stage: 'feature-7', kind: 'prod' })).toContainEqual(
    expect.stringMatching(/^region: is required/u),
  );
});
