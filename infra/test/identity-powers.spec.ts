import { Match } from 'aws-cdk-lib/assertions';
import { synthesiseIdentity } from './synthesise.js';
import { allowedTo, functionBy, only, propertiesOf } from './template.js';

const STAGES = ['dev', 'prod'] as const;
const stages = { dev: synthesiseIdentity('dev'), prod: synthesiseIdentity('prod') };

const POOL = 'AWS::Cognito::UserPool';
const CLIENT = 'AWS::Cognito::UserPoolClient';

describe.each(STAGES)('the triggers of %s', (stage) => {
  const template = stages[stage];
  const pool = { 'Fn::GetAtt': [only(template, POOL), 'Arn'] };
  const preSignUp = functionBy(template, 'Refuses e-mail domains that may not sign up');
  const postConfirmation = functionBy(template, 'Puts who signed up into the group users');
  const preTokenGeneration = functionBy(template, 'Adds the e-mail address to access tokens');

  const configuration = (id: string) => propertiesOf(template, 'AWS::Lambda::Function', id);
  const allowed = (id: string) => allowedTo(template, configuration(id).Role['Fn::GetAtt'][0]);
  const ownLog = (id: string) => ({
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: { 'Fn::GetAtt': [configuration(id).LoggingConfig.LogGroup.Ref, 'Arn'] },
  });

  it('are the pool’s, the one for tokens in the version that reaches access tokens', () => {
    template.hasResourceProperties(POOL, {
      LambdaConfig: {
        PreSignUp: { 'Fn::GetAtt': [preSignUp, 'Arn'] },
        PostConfirmation: { 'Fn::GetAtt': [postConfirmation, 'Arn'] },
        PreTokenGenerationConfig: {
          LambdaArn: { 'Fn::GetAtt': [preTokenGeneration, 'Arn'] },
          LambdaVersion: 'V2_0',
        },
      },
    });
  });

  it('are run by this pool and by nobody else', () => {
    for (const id of [preSignUp, postConfirmation, preTokenGeneration]) {
      const FunctionName = { 'Fn::GetAtt': [id, 'Arn'] };
      expect(
        Object.values(template.findResources('AWS::Lambda::Permission'))
          .map(({ Properties }) => Properties)
          .filter((properties) => JSON.stringify(properties).includes(id)),
      ).toEqual([
        {
          Action: 'lambda:InvokeFunction',
          Principal: 'cognito-idp.amazonaws.com',
          FunctionName,
          SourceArn: pool,
        },
      ]);
    }
  });

  it('may write their own log; and one of them may add to a group of this pool', () => {
    expect(allowed(preSignUp)).toEqual([ownLog(preSignUp)]);
    expect(allowed(preTokenGeneration)).toEqual([ownLog(preTokenGeneration)]);
    expect(allowed(postConfirmation)).toEqual([
      ownLog(postConfirmation),
      { Effect: 'Allow', Action: 'cognito-idp:AdminAddUserToGroup', Resource: pool },
    ]);
  });

  it('know which domains may sign up', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: 'Refuses e-mail domains that may not sign up',
      Environment: {
        Variables: { ALLOWED_EMAIL_DOMAINS: stage === 'prod' ? 'example.com' : '' },
      },
    });
  });
});

describe.each(STAGES)('the AWS credentials of people in %s', (stage) => {
  const template = stages[stage];
  const pool = only(template, POOL);
  const bucket = only(template, 'AWS::S3::Bucket');
  const identityPool = only(template, 'AWS::Cognito::IdentityPool');
  const GROUPS = [
    ['admins', 1],
    ['users', 10],
  ] as const;
  const roleOf = (GroupName: string): string => {
    const type = 'AWS::Cognito::UserPoolGroup';
    return propertiesOf(template, type, only(template, type, { GroupName })).RoleArn[
      'Fn::GetAtt'
    ][0];
  };

  it('are for who signed in to this pool by this client', () => {
    template.hasResourceProperties('AWS::Cognito::IdentityPool', {
      AllowUnauthenticatedIdentities: false,
      AllowClassicFlow: false,
      CognitoIdentityProviders: [
        {
          ProviderName: { 'Fn::GetAtt': [pool, 'ProviderName'] },
          ClientId: { Ref: only(template, CLIENT) },
          ServerSideTokenCheck: true,
        },
      ],
    });
  });

  it('have the role that the token names, and none without a group', () => {
    const nobody = only(template, 'AWS::IAM::Role', {
      Description: 'Without a group: may do nothing',
    });
    expect(allowedTo(template, nobody)).toEqual([]);
    template.hasResourceProperties('AWS::Cognito::IdentityPoolRoleAttachment', {
      IdentityPoolId: { Ref: identityPool },
      Roles: { authenticated: { 'Fn::GetAtt': [nobody, 'Arn'] } },
      RoleMappings: {
        userPool: {
          Type: 'Token',
          AmbiguousRoleResolution: 'Deny',
          IdentityProvider: {
            'Fn::Join': [
              '',
              [{ 'Fn::GetAtt': [pool, 'ProviderName'] }, ':', { Ref: only(template, CLIENT) }],
            ],
          },
        },
      },
    });
  });

  it.each(GROUPS)('are those of the group %s with precedence %i', (GroupName, Precedence) => {
    const role = roleOf(GroupName);
    template.hasResourceProperties('AWS::Cognito::UserPoolGroup', {
      GroupName,
      Precedence,
      UserPoolId: { Ref: pool },
      RoleArn: { 'Fn::GetAtt': [role, 'Arn'] },
    });
    expect(propertiesOf(template, 'AWS::IAM::Role', role).AssumeRolePolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRoleWithWebIdentity',
          Principal: { Federated: 'cognito-identity.amazonaws.com' },
          Condition: {
            StringEquals: { 'cognito-identity.amazonaws.com:aud': { Ref: identityPool } },
            'ForAnyValue:StringLike': {
              'cognito-identity.amazonaws.com:amr': 'authenticated',
            },
          },
        },
      ],
    });
  });

  it('open to each group the files of the caller’s own identity and nothing else', () => {
    expect(roleOf('admins')).not.toBe(roleOf('users'));
    const arn = { 'Fn::GetAtt': [bucket, 'Arn'] };
    for (const [group] of GROUPS) {
      expect(allowedTo(template, roleOf(group))).toEqual([
        {
          Effect: 'Allow',
          Action: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
          Resource: {
            'Fn::Join': ['', [arn, '/private/${cognito-identity.amazonaws.com:sub}/*']],
          },
        },
        {
          Effect: 'Allow',
          Action: 's3:ListBucket',
          Resource: arn,
          Condition: {
            StringLike: { 's3:prefix': ['private/${cognito-identity.amazonaws.com:sub}/*'] },
          },
        },
      ]);
    }
  });

  it('let the page of this stage send files, and no other', () => {
    const origin = stage === 'prod' ? 'https://app.example.com' : 'http://localhost:3000';
    template.hasResourceProperties('AWS::S3::Bucket', {
      CorsConfiguration: {
        CorsRules: [{ AllowedOrigins: [origin], AllowedMethods: ['POST'], MaxAge: 3600 }],
      },
    });
  });

  it('leave no half uploads, and in prod no replaced files older than 90 days', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: [
          Match.objectLike({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }),
          ...(stage === 'prod'
            ? [Match.objectLike({ NoncurrentVersionExpiration: { NoncurrentDays: 90 } })]
            : []),
        ],
      },
    });
  });

  it('lead to a bucket that is private, encrypted, and reached over TLS only', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
        ],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 's3:*',
            Principal: { AWS: '*' },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });
});
