import { Match } from 'aws-cdk-lib/assertions';
import { propertiesOf, serviceOf, subnetsIn } from './service-variants.js';
import { synthesise } from './synthesise.js';

const CACHE = 'AWS::ElastiCache::ServerlessCache';
const USER = 'AWS::ElastiCache::User';
const GROUP = 'AWS::ElastiCache::UserGroup';
const SECRET = 'AWS::SecretsManager::Secret';

describe.each(['dev', 'prod'] as const)('the session store of %s', (stage) => {
  const template = serviceOf(stage);
  const user = (name: string) => propertiesOf(template, USER, `SessionsUsersUser${name}`);

  it('is Valkey without servers, where only the tasks reach it', () => {
    const { properties } = propertiesOf(template, CACHE);
    expect(properties).toMatchObject({ Engine: 'valkey', MajorEngineVersion: '8' });
    expect(subnetsIn(properties.SubnetIds)).toEqual(['inner 1', 'inner 2']);
    expect(properties.SecurityGroupIds).toEqual([
      {
        'Fn::GetAtt': [
          propertiesOf(template, 'AWS::EC2::SecurityGroup', 'SessionsSecurityGroup').id,
          'GroupId',
        ],
      },
    ]);
  });

  it('knows two users: the product, and one that nobody is', () => {
    template.resourceCountIs(USER, 2);
    template.hasResourceProperties(GROUP, {
      Engine: 'valkey',
      UserIds: [{ Ref: user('bff').id }, { Ref: user('default').id }],
    });
    template.hasResourceProperties(CACHE, {
      UserGroupId: { Ref: propertiesOf(template, GROUP).id },
    });
    expect(user('default').properties).toMatchObject({
      UserName: 'default',
      AccessString: 'off -@all',
    });
  });

  it('lets the product at its own keys, by its own commands', () => {
    const { UserName, AccessString } = user('bff').properties;
    expect(UserName).toBe('bff');
    expect(AccessString).toMatch(
      /^on ~session:\* ~refresh:\* ~user:\* ~attempt:\* ~limit:\* ~elevation:\* -@all( \+[a-z]+(\|[a-z]+)?)+$/u,
    );
  });

  it('has its password looked up by CloudFormation, never written down', () => {
    const { id } = propertiesOf(template, SECRET, 'SessionsUsersPassword');
    const reference = ['', ['{{resolve:secretsmanager:', { Ref: id }, ':SecretString:::}}']];
    for (const name of ['bff', 'default']) {
      const { Passwords, NoPasswordRequired } = user(name).properties;
      expect(Passwords).toEqual([{ 'Fn::Join': reference }]);
      expect(NoPasswordRequired).toBeUndefined();
    }
  });

  it('has names that ElastiCache takes', () => {
    const names = [
      propertiesOf(template, CACHE).properties.ServerlessCacheName,
      propertiesOf(template, GROUP).properties.UserGroupId,
      user('bff').properties.UserId,
      user('default').properties.UserId,
    ];
    for (const name of names) expect(name).toMatch(/^[a-z](?!.*--)[a-z0-9-]{1,38}[a-z0-9]$/u);
    expect(new Set(names).size).toBe(names.length);
  });

  it('is spoken to over TLS, in the cluster’s way, as that user', () => {
    const { id } = propertiesOf(template, CACHE);
    const part = (name: string) => ({ 'Fn::GetAtt': [id, `Endpoint.${name}`] });
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [
        Match.objectLike({
          Environment: Match.arrayWith([
            {
              Name: 'REDIS_URL',
              Value: { 'Fn::Join': ['', ['rediss://', part('Address'), ':', part('Port')]] },
            },
            { Name: 'REDIS_CLUSTER', Value: 'true' },
            { Name: 'REDIS_USERNAME', Value: 'bff' },
          ]),
        }),
      ],
    });
  });

  it.each(['SessionsUsersPassword', 'SessionsSessionSecrets'])(
    'has %s made by AWS: long, and without a comma',
    (beginning) => {
      const { properties } = propertiesOf(template, SECRET, beginning);
      expect(properties).toMatchObject({
        GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
      });
      expect(properties).not.toHaveProperty('SecretString');
    },
  );
});

it.each(['dev', 'prod', 'full'] as const)(
  'in %s tasks are replaced once the store’s users may do what they need',
  (variant) => {
    const { Resources: resources } = serviceOf(variant).toJSON();
    const service = propertiesOf(serviceOf(variant), 'AWS::ECS::Service').id;
    const store = Object.keys(resources).filter((id) =>
      [CACHE, USER, GROUP].includes(resources[id].Type),
    );
    expect(store).toHaveLength(4);
    expect(resources[service].DependsOn).toEqual(expect.arrayContaining(store));
  },
);

it.each([
  ['dev', 1, 5000],
  ['prod', 5, 30_000],
] as const)('the session store of %s costs no more than its limits', (stage, gigabytes, ecpu) => {
  serviceOf(stage).hasResourceProperties(CACHE, {
    CacheUsageLimits: {
      DataStorage: { Maximum: gigabytes, Unit: 'GB' },
      ECPUPerSecond: { Maximum: ecpu },
    },
  });
});

it('can be told to be ready for a crowd that comes at once', () => {
  const { service } = synthesise('prod', { valkeyMinEcpuPerSecond: '10000' });
  service.hasResourceProperties(CACHE, {
    CacheUsageLimits: { ECPUPerSecond: { Maximum: 30_000, Minimum: 10_000 } },
  });
  serviceOf('prod').hasResourceProperties(CACHE, {
    CacheUsageLimits: { ECPUPerSecond: { Minimum: Match.absent() } },
  });
});

it('keeps a copy of the last day in prod, and none in dev', () => {
  serviceOf('prod').hasResourceProperties(CACHE, {
    SnapshotRetentionLimit: 1,
    DailySnapshotTime: '03:00',
  });
  serviceOf('dev').hasResourceProperties(CACHE, { SnapshotRetentionLimit: Match.absent() });
});
