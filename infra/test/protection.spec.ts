import { App } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { stageConfig } from '../lib/config/stage-config.js';
import { STACKS } from '../lib/pipeline/names.js';
import { addStacks } from '../lib/stacks/product.js';
import { contextOf } from './synthesise.js';

function stacksOf(stage: 'dev' | 'prod', values = {}) {
  const app = new App({ context: contextOf(stage, values) });
  const stacks = addStacks(app, stageConfig(app.node));
  return Object.values(stacks).filter((stack) => stack !== undefined);
}

/** With all that a stage may have: the firewall in us-east-1 too. */
const everything = {
  cloudFront: 'true',
  cloudFrontCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1-2-3',
};
const before = stacksOf('prod', everything);
const after = stacksOf('prod', { ...everything, protected: 'true' });
const resourcesOf = (stacks: typeof before) =>
  stacks.flatMap((stack) =>
    Object.entries<{ Type: string; DeletionPolicy?: string; Properties?: object }>(
      Template.fromStack(stack).toJSON()['Resources'],
    ),
  );

/** What would keep a resource from being deleted: by its properties. */
const guards = (stacks: typeof before) =>
  resourcesOf(stacks)
    .map(([, { Type, Properties }]) => ({ Type, said: JSON.stringify(Properties ?? {}) }))
    .filter(({ said }) =>
      /"DeletionProtection":"ACTIVE"|"deletion_protection.enabled","Value":"true"|"(?:Deletion|Termination)Protection\w*":true/u.test(
        said,
      ),
    )
    .map(({ Type }) => Type);

it('every stack that a stage can have is looked at', () => {
  expect(before.map(({ stackName }) => stackName.split('-').at(-1))).toEqual([...STACKS]);
});

describe('a first deploy of prod that fails', () => {
  it('can be deleted and repeated: neither stacks nor resources resist', () => {
    expect(before.map(({ terminationProtection }) => terminationProtection)).toEqual(
      before.map(() => false),
    );
    expect(guards(before)).toEqual([]);
  });

  it('leaves nothing behind, for what has just been made holds nothing yet', () => {
    const policies = resourcesOf(before).map(([, { DeletionPolicy }]) => DeletionPolicy);
    expect(policies).toContain('RetainExceptOnCreate');
    expect(policies).not.toContain('Retain');
  });
});

describe('prod, once it has been deployed', () => {
  it('is protected when it is told so: stacks, pool and load balancer', () => {
    expect(after.map(({ terminationProtection }) => terminationProtection)).toEqual(
      after.map(() => true),
    );
    expect(guards(after).toSorted()).toEqual([
      'AWS::Cognito::UserPool',
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
    ]);
  });

  it('keeps its data through every other deletion', () => {
    const policies = resourcesOf(after)
      .filter(([, { Type }]) => /::(?:UserPool|Bucket)$/u.test(Type))
      .map(([, { DeletionPolicy }]) => DeletionPolicy);
    expect(policies).toEqual(['RetainExceptOnCreate', 'RetainExceptOnCreate']);
  });

  it('is reminded of it at each synthesis until then', () => {
    const reminders = (stacks: typeof before) =>
      stacks.flatMap((stack) =>
        Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('protected')),
      );
    expect(reminders(before)).toHaveLength(1);
    expect(reminders(after)).toEqual([]);
    expect(reminders(stacksOf('dev'))).toEqual([]);
  });
});
