import { synthesise, type Synthesised } from './synthesise.js';

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
