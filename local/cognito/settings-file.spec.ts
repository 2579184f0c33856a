import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Obstacle } from '../obstacle.js';
import { HostedVisitor } from '../testing/hosted-visitor.js';
import { startCognito, type Cognito } from './server.js';
import { readSettingsFile, settingsFileJsonSchema } from './settings-file.js';

const CALLBACK = 'http://localhost:5173/callback';

const SETTINGS = {
  UserPools: [
    {
      Id: 'eu-west-1_shop',
      MfaConfiguration: 'OFF',
      Policies: { PasswordPolicy: { MinimumLength: 6, RequireSymbols: false } },
      Schema: [{ Name: 'plan', StringAttributeConstraints: { MaxLength: '5' } }],
      LambdaConfig: {
        PreTokenGeneration: './tokens.mjs',
        PreSignUp: './sign-up.mjs',
        DefineAuthChallenge: './trusting.mjs',
      },
      Groups: [{ GroupName: 'staff', Precedence: 1 }],
      Users: [
        {
          Username: 'carol',
          Password: 'Secret1',
          Attributes: { email: 'carol@example.com', 'custom:plan': 'gold' },
          Groups: ['staff'],
        },
      ],
      Clients: [{ ClientId: 'shopweb', CallbackURLs: [CALLBACK] }],
    },
    { Id: 'us-east-1_other', UsernameAttributes: ['email'], Clients: [{ ClientId: 'other' }] },
  ],
};
const [shop, other] = SETTINGS.UserPools;

describe('the settings file', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'local-cognito-file-'));
    path = join(folder, 'cognito.json');
    writeFileSync(
      join(folder, 'tokens.mjs'),
      `export const handler = async (event) => {
        const plan = event.request.userAttributes['custom:plan'];
        const claims = { claimsToAddOrOverride: { plan } };
        event.response.claimsAndScopeOverrideDetails = { accessTokenGeneration: claims };
        return event;
      };`,
    );
    writeFileSync(
      join(folder, 'sign-up.mjs'),
      `export const handler = () => { throw new Error('Closed'); };`,
    );
    writeFileSync(
      join(folder, 'trusting.mjs'),
      `export const handler = async (event) => {
        event.response.issueTokens = true;
        return event;
      };`,
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (settings: unknown) =>
    writeFileSync(path, typeof settings === 'string' ? settings : JSON.stringify(settings));

  describe('that is right', () => {
    let cognito: Cognito;
    beforeEach(async () => {
      write(SETTINGS);
      cognito = await startCognito({
        port: 0,
        ...readSettingsFile(path, undefined),
        mail: () => {},
      });
    });
    afterEach(() => cognito.close());

    const authorize = (page: string) =>
      `${cognito.domain}/${page}?${new URLSearchParams({
        response_type: 'code',
        client_id: 'shopweb',
        redirect_uri: CALLBACK,
        scope: 'openid',
      })}`;

    it('makes the pools, their people and their public clients', async () => {
      const visitor = new HostedVisitor('http://localhost:5173');
      const page = await visitor.open(authorize('oauth2/authorize'));
      expect(page.html).toContain('<code>Secret1</code>');
      const arrived = await visitor.submit(page, { username: 'carol', password: 'Secret1' });
      const code = arrived.parameters.get('code') ?? '';
      const response = await fetch(`${cognito.domain}/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: 'shopweb',
          redirect_uri: CALLBACK,
          code,
        }),
      });
      expect(response.status).toBe(200);
      const tokens: { access_token: string } = await response.json();
      const claims = JSON.parse(
        Buffer.from(tokens.access_token.split('.')[1] ?? '', 'base64url').toString(),
      );
      expect(claims).toMatchObject({
        iss: `${cognito.server}/eu-west-1_shop`,
        username: 'carol',
        'cognito:groups': ['staff'],
        plan: 'gold',
      });
      expect(claims.sub).toMatch(/^[\da-f-]{36}$/u);
    });

    it('runs its triggers, and says its password policy', async () => {
      const visitor = new HostedVisitor('http://localhost:5173');
      const page = await visitor.open(authorize('signup'));
      expect(page.html).toContain('At least 6 characters, with a lowercase letter');
      const form = { username: 'dave', email: 'dave@example.com', password: 'Secret1' };
      expect((await visitor.submit(page, form)).alert).toBe('PreSignUp failed with error Closed.');
    });

    it('runs those that decide about a sign-in', async () => {
      const response = await fetch(cognito.domain, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
        },
        body: JSON.stringify({
          ClientId: 'shopweb',
          AuthFlow: 'CUSTOM_AUTH',
          AuthParameters: { USERNAME: 'carol' },
        }),
      });
      expect(await response.json()).toMatchObject({
        AuthenticationResult: { TokenType: 'Bearer' },
      });
    });

    it('serves the discovery document of each pool, and of no other', async () => {
      for (const [id, status] of [
        ['eu-west-1_shop', 200],
        ['us-east-1_other', 200],
        ['eu-central-1_localpool', 404],
      ]) {
        const response = await fetch(`${cognito.server}/${id}/.well-known/openid-configuration`);
        expect(response.status).toBe(status);
      }
    });
  });

  const problems: [what: string, settings: unknown, said: RegExp][] = [
    ['is no JSON', '{', /is no JSON/u],
    ['has no pools', {}, /UserPools/u],
    ['has a name that there isn’t', { ...SETTINGS, Pools: [] }, /"Pools"/u],
    ['misspells a field', { UserPools: [{ ...shop, MfaConfig: 'ON' }] }, /"MfaConfig"/u],
    ['has an id of no pool', { UserPools: [{ ...shop, Id: 'shop' }] }, /UserPools\[0\]\.Id/u],
    [
      'has a callback over plain http elsewhere',
      {
        UserPools: [
          { Id: shop?.Id, Clients: [{ ClientId: 'a', CallbackURLs: ['http://a.example'] }] },
        ],
      },
      /https, http on localhost.*CallbackURLs\[0\]/su,
    ],
    ['has a client without id', { UserPools: [{ Id: shop?.Id, Clients: [{}] }] }, /ClientId/u],
    [
      'mails codes in place of passwords though everybody needs an app',
      {
        UserPools: [
          {
            Id: shop?.Id,
            MfaConfiguration: 'ON',
            Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
          },
        ],
      },
      /if MFA is enabled.*UserPools\[0\]\.Policies/su,
    ],
    ['has a pool twice', { UserPools: [other, other] }, /two pools have the id us-east-1_other/u],
    [
      'has a client twice',
      { UserPools: [other, { ...other, Id: 'eu-west-1_b' }] },
      /two clients have the id other/u,
    ],
    [
      'names a trigger that there isn’t',
      { UserPools: [{ ...shop, LambdaConfig: { PreSignIn: './tokens.mjs' } }] },
      /PreSignIn/u,
    ],
    [
      'names a module that isn’t there',
      { UserPools: [{ ...shop, LambdaConfig: { PreSignUp: './gone.mjs' } }] },
      /There is no file .*gone\.mjs, for PreSignUp/u,
    ],
    [
      'names a certificate that isn’t there',
      { ...SETTINGS, Tls: { CertificateFile: 'a.pem', KeyFile: 'b.pem' } },
      /There is no file .*a\.pem/u,
    ],
  ];
  it.each(problems)('says what is wrong when it %s', (_what, settings, said) => {
    write(settings);
    expect(() => readSettingsFile(path, undefined)).toThrow(Obstacle);
    expect(() => readSettingsFile(path, undefined)).toThrow(said);
  });

  it('may be given as text, where there can be no file', () => {
    const { port, pools } = readSettingsFile(
      `\n{"Port":1,"UserPools":[{"Id":"eu-west-1_c"}]}`,
      undefined,
    );
    expect([port, pools.map(({ settings }) => settings.Id)]).toEqual([1, ['eu-west-1_c']]);
    expect(() => readSettingsFile('{"UserPools":', undefined)).toThrow(
      /^LOCAL_COGNITO_CONFIG is no JSON/u,
    );
  });

  it('is right in the documentation', () => {
    const [, example = ''] =
      /```json\n(\{\n +"\$schema"[^`]*)```/u.exec(readFileSync('docs/local-cognito.md', 'utf8')) ??
      [];
    mkdirSync(join(folder, 'triggers'));
    writeFileSync(join(folder, 'triggers/tokens.mjs'), '');
    write(example);
    const { port, pools } = readSettingsFile(path, undefined);
    expect(port).toBe(9229);
    const settings = pools[0]?.settings;
    expect(settings?.Clients.map(({ ClientId }) => ClientId)).toEqual(['shopweb', 'shopserver']);
  });

  it('is described to editors by a schema', () => {
    const kept: unknown = JSON.parse(readFileSync('docs/local-cognito.schema.json', 'utf8'));
    expect(kept).toEqual(JSON.parse(JSON.stringify(settingsFileJsonSchema())));
  });
});
