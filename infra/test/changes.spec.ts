import { synthesise, synthesiseAny, type Synthesised } from './synthesise.js';

/** Changes of a stage that has been deployed, as CloudFormation sees them: stack by stack, in order. */
const changes: [what: string, before: Synthesised, after: Synthesised][] = [
  [
    'from a prefix to a login domain of one’s own',
    synthesise('prod', { loginDomain: '', loginCertificateArn: '', domainPrefix: 'our-login' }),
    synthesise('prod'),
  ],
  [
    'to CloudFront',
    synthesise('prod', { waf: 'false' }),
    synthesise('prod', {
      waf: 'false',
      cloudFront: 'true',
      cloudFrontCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1-2-3',
    }),
  ],
];

const exportsOf = (stacks: Synthesised) =>
  Object.values({ ...stacks }).flatMap((template) =>
    Object.values(template.findOutputs('*')).filter((output) => 'Export' in output),
  );

describe.each(changes)('a stage that goes %s', (_what, before, after) => {
  it('exports nothing: an export in use can’t change, nor go', () => {
    expect(exportsOf(before)).toEqual([]);
    expect(exportsOf(after)).toEqual([]);
    const texts = Object.values({ ...after }).map((template) => JSON.stringify(template.toJSON()));
    expect(texts.join()).not.toContain('Fn::ImportValue');
  });
});

it('what one stack reads of another is there, by that name', () => {
  const stacks = synthesise('prod');
  const all = JSON.stringify(Object.values({ ...stacks }).map((template) => template.toJSON()));
  const read = [...all.matchAll(/"Fn::GetStackOutput":(\{[^{}]+\})/gu)].map(
    ([, reference = '']): { StackName: string; OutputName: string } => JSON.parse(reference),
  );
  expect(read.length).toBeGreaterThan(3);
  for (const { StackName, OutputName } of read) {
    const name = StackName.split('-').at(-1);
    const producer = Object.entries({ ...stacks }).find(([key]) => key === name)?.[1];
    expect(Object.keys(producer?.findOutputs('*') ?? {})).toContain(OutputName);
  }
});

const EDGE = {
  cloudFront: 'true',
  cloudFrontCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1-2-3',
};

/** What outlives its stack, or the part of it that was turned off, with each template it may stand in. */
const leftBehind = (values = {}) =>
  Object.values({ ...synthesiseAny('prod', values) }).flatMap((template) => {
    const resources: Record<string, Left> = template.toJSON()['Resources'];
    return Object.values(resources)
      .filter(
        ({ Type, DeletionPolicy }) =>
          // Secrets Manager keeps a name for weeks after its secret was deleted.
          DeletionPolicy?.startsWith('Retain') || Type === 'AWS::SecretsManager::Secret',
      )
      .map(({ Type, Properties = {} }) => ({ Type, name: nameOf(Properties), resources }));
  });

interface Left {
  Type: string;
  DeletionPolicy?: string;
  Properties?: Record<string, unknown>;
}

/** What has to be free. Pools may be called alike: of them CloudFormation's number is the id. */
const nameOf = (properties: Record<string, unknown>) =>
  Object.entries(properties).find(([key]) => /^(?!UserPool)\w*Name$/u.test(key))?.[1];

describe.each([
  ['at the load balancer', {}],
  ['at CloudFront, from another region', EDGE],
])('a firewall %s, turned off and on again', (_where, values) => {
  const left = leftBehind(values);

  it('finds its name free, and so does everything else that stayed', () => {
    expect(left.length).toBeGreaterThan(5);
    const named = left.filter(({ name }) => name !== undefined);
    expect(named.map(({ Type }) => Type)).toEqual(['AWS::Logs::LogGroup']);
    for (const { name, resources } of named) {
      const [, id = ''] = /"Fn::GetAtt":\["(\w+)","Id"\]/u.exec(JSON.stringify(name)) ?? [];
      // The id of a firewall is AWS's, and another for each that is made.
      expect(resources[id]?.Type).toBe('AWS::WAFv2::WebACL');
    }
  });

  it('leaves nothing with a name while it is off', () => {
    const off = leftBehind({ ...values, waf: 'false' });
    expect(off.filter(({ name }) => name !== undefined)).toEqual([]);
  });
});
