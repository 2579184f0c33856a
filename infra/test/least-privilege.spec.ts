import type { Template } from 'aws-cdk-lib/assertions';
import { synthesise } from './synthesise.js';
import { allowedTo } from './template.js';

interface Statement {
  Effect: string;
  Action?: string | string[];
  NotAction?: unknown;
  Resource?: unknown;
  NotResource?: unknown;
}

/** Actions that AWS has no narrower resource for. Whatever else is allowed names what it is about. */
const WITHOUT_A_RESOURCE: Record<string, string> = {
  'ecr:GetAuthorizationToken': 'a token is for the whole registry (IAM: actions of Amazon ECR)',
  'sns:Publish': 'a telephone number has no ARN (Cognito: SMS message settings)',
};

/** A key's own policy, where `*` is that key and the account is who may manage it. */
const KEY_POLICY = 'AWS::KMS::Key';

/** Policies by AWS, each with why it is good enough. */
const MANAGED: Record<string, string> = {
  'service-role/AWSLambdaBasicExecutionRole':
    'of the CDK’s function that empties the bucket of uploads, in dev, where it brings its own role',
};

/** The CDK's, on the bucket it empties in dev, for the function that does it. */
const CLEANER_ACTIONS = new Set(['s3:GetBucket*', 's3:List*', 's3:DeleteObject*']);

const allowed = (template: Template) =>
  Object.entries<{ Type: string; Properties?: unknown }>(template.toJSON()['Resources']).flatMap(
    ([id, { Type, Properties }]) =>
      statementsIn(Properties)
        .filter(({ Effect }) => Effect === 'Allow')
        .map((statement) => ({ id, Type, statement })),
  );

/** Every statement of every policy document, wherever a resource has one. */
function statementsIn(value: unknown): Statement[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.entries(value).flatMap(([, member]) => statementsIn(member));
  return 'Statement' in value && Array.isArray(value.Statement)
    ? [...value.Statement, ...inside]
    : inside;
}

const list = (value: string | string[] = []): string[] => [value].flat();

const stages = {
  dev: synthesise('dev'),
  prod: synthesise('prod'),
  'dev with every option': synthesise('dev', {
    smsMfa: 'true',
    nat: 'true',
    waf: 'true',
    region: 'us-east-1',
  }),
};

describe.each(Object.entries(stages))('least privilege in %s', (_stage, stacks) => {
  describe.each(Object.entries<Template>({ ...stacks }))('in the stack %s', (_name, template) => {
    const grants = allowed(template);

    it('says what is allowed, not what isn’t', () => {
      for (const { statement } of grants) {
        expect(statement).not.toHaveProperty('NotAction');
        expect(statement).not.toHaveProperty('NotResource');
      }
    });

    it('allows no action by wildcard', () => {
      const wild = grants
        .filter(({ Type }) => Type !== KEY_POLICY)
        .flatMap(({ statement }) => list(statement.Action))
        .filter((action) => action.includes('*') && !CLEANER_ACTIONS.has(action));
      expect(wild).toEqual([]);
    });

    it('allows on every resource only what has no narrower one', () => {
      const unbounded = grants
        .filter(({ Type, statement }) => Type !== KEY_POLICY && statement.Resource === '*')
        .flatMap(({ statement }) => list(statement.Action));
      expect(unbounded.filter((action) => !(action in WITHOUT_A_RESOURCE))).toEqual([]);
    });

    it('attaches no policy of AWS’s but those with a reason', () => {
      const attached = Object.values(template.findResources('AWS::IAM::Role'))
        .flatMap<unknown>(({ Properties }) => Properties.ManagedPolicyArns ?? [])
        .map((arn) => /policy\/([\w/-]+)/u.exec(JSON.stringify(arn))?.[1] ?? arn);
      expect(attached.filter((name) => !(String(name) in MANAGED))).toEqual([]);
    });

    it('lets nobody anonymous in by a resource’s policy', () => {
      const open = grants.filter(({ statement }) =>
        /"Principal":(?:"\*"|\{"AWS":"\*"\})/u.test(JSON.stringify(statement)),
      );
      expect(open).toEqual([]);
    });
  });
});

describe.each(Object.entries(stages))('the product in %s', (_stage, { service }) => {
  it('has a role of its own that may look after the users of its pool, and nothing else', () => {
    const [definition] = Object.values(service.findResources('AWS::ECS::TaskDefinition'));
    const [role] = definition?.['Properties'].TaskRoleArn['Fn::GetAtt'] ?? [];
    const { Properties } = service.findResources('AWS::IAM::Role')[role] ?? {};
    expect(Properties).toHaveProperty('AssumeRolePolicyDocument');
    expect(Properties).not.toHaveProperty('Policies');
    expect(Properties).not.toHaveProperty('ManagedPolicyArns');
    const [statement, ...more] = allowedTo(service, role);
    expect(more).toEqual([]);
    expect(statement).toEqual({
      Effect: 'Allow',
      Action: expect.arrayContaining(['cognito-idp:AdminGetUser']),
      Resource: {
        'Fn::Join': [
          '',
          [
            expect.stringMatching(/^arn:aws:cognito-idp:[a-z\d-]+:$/u),
            { Ref: 'AWS::AccountId' },
            ':userpool/',
            { 'Fn::GetStackOutput': expect.objectContaining({ StackName: expect.any(String) }) },
          ],
        ],
      },
    });
  });
});
