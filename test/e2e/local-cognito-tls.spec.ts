import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { Agent, fetch } from 'undici';
import { Command, freePorts } from '../../local/testing/command.js';
import { type Certificate, selfSigned } from '../support/certificate.js';

const PHONE = '+15550100123';
const PASSWORD = 'Correct-Horse-9';

/** A settings file with what the product's own pool hasn't: TLS, and telephone numbers as names. */
const settingsOf = ({ certFile, keyFile }: Certificate, Port: number) => ({
  Port,
  Tls: { CertificateFile: certFile, KeyFile: keyFile },
  UserPools: [
    {
      Id: 'eu-west-1_shop',
      MfaConfiguration: 'OFF',
      UsernameAttributes: ['phone_number'],
      Users: [{ Username: PHONE, Password: PASSWORD, Attributes: { phone_number: PHONE } }],
      Clients: [{ ClientId: 'shopweb', CallbackURLs: ['http://localhost:5173/'] }],
    },
  ],
});

describe('the local Cognito behind a certificate, with telephone numbers as names', () => {
  let folder: string;
  let certificate: Certificate;
  let command: Command;
  let trusting: Agent;
  let origin: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'local-cognito-tls-'));
    certificate = selfSigned();
    const [port = 0] = await freePorts(1);
    origin = `https://localhost:${port}`;
    const path = join(folder, 'cognito.json');
    writeFileSync(path, JSON.stringify(settingsOf(certificate, port)));
    command = new Command('cognito.ts', { LOCAL_COGNITO_CONFIG: path, LOCAL_STATE: folder });
    await command.prints('client shopweb');
    trusting = new Agent({ connect: { ca: certificate.pem } });
  });
  afterAll(async () => {
    command.kill('SIGTERM');
    await command.exitCode();
    await trusting.close();
    certificate.remove();
    rmSync(folder, { recursive: true });
  });

  const signIn = async (name: string, password = PASSWORD) => {
    const response = await fetch(origin, {
      method: 'POST',
      dispatcher: trusting,
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
      },
      body: JSON.stringify({
        ClientId: 'shopweb',
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: name, PASSWORD: password },
      }),
    });
    return JSON.parse(await response.text());
  };

  it('names https addresses alone in its discovery document', async () => {
    const issuer = `${origin}/eu-west-1_shop`;
    const response = await fetch(`${issuer}/.well-known/openid-configuration`, {
      dispatcher: trusting,
    });
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      issuer,
      authorization_endpoint: `${origin}/oauth2/authorize`,
      token_endpoint: `${origin}/oauth2/token`,
    });
    expect(text).not.toContain('http:');
  });

  it('is believed by nobody who doesn’t know the certificate, and speaks no plain http', async () => {
    await expect(fetch(origin)).rejects.toThrow('fetch failed');
    await expect(fetch(origin.replace('https', 'http'))).rejects.toThrow('fetch failed');
  });

  it('signs somebody in by their telephone number', async () => {
    const { AuthenticationResult } = await signIn(PHONE);
    expect(decodeJwt(AuthenticationResult.IdToken)).toMatchObject({
      iss: `${origin}/eu-west-1_shop`,
      phone_number: PHONE,
    });
  });

  it.each([
    ['another number', '+15550100124', PASSWORD],
    ['the same without its plus', PHONE.slice(1), PASSWORD],
    ['a wrong password', PHONE, 'Wrong-Horse-99'],
  ])('and not by %s', async (_what, name, password) => {
    expect(await signIn(name, password)).toMatchObject({ __type: 'NotAuthorizedException' });
  });

  it('asks for a telephone number at its pages', async () => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'shopweb',
      redirect_uri: 'http://localhost:5173/',
      scope: 'openid',
    });
    const response = await fetch(`${origin}/login?${query}`, { dispatcher: trusting });
    expect(await response.text()).toMatch(/>Phone number<input[^>]* inputmode="tel"/u);
  });
});
