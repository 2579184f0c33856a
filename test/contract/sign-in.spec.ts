import { decodeJwt } from 'jose';
import { Person, refusal } from './person.js';
import { openTarget } from './target.js';

const target = await openTarget();
const EXPIRED = refusal('NotAuthorizedException', /^Invalid session for the user/u);

describe('signing in by the API', () => {
  let person: Person;

  beforeEach(async () => {
    person = await new Person(target).create();
  });
  afterEach(() => person.delete());
  afterAll(() => target.close());

  it('sets the authenticator app up in four steps, each with a session of its own', async () => {
    const first = await person.initiate();
    expect(first.ChallengeName).toBe('MFA_SETUP');
    expect(first.ChallengeParameters).toMatchObject({ MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' });
    const second = await person.associate(first.Session);
    const third = await person.verify(second.Session, person.code(second.SecretCode));
    expect(third.Status).toBe('SUCCESS');
    expect(new Set([first.Session, second.Session, third.Session]).size).toBe(3);
    const done = await person.respond('MFA_SETUP', third.Session);
    expect(done.AuthenticationResult).toMatchObject({ TokenType: 'Bearer' });
  });

  it('asks who has an app for a code', async () => {
    await person.signIn();
    const again = await person.initiate();
    expect(again.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    expect(await person.pass(again.Session)).toMatchObject({ access: expect.stringMatching('.') });
  });

  it('takes a code once', async () => {
    await person.signIn();
    await target.pass(30);
    const answers = { SOFTWARE_TOKEN_MFA_CODE: person.code() };
    await person.respond('SOFTWARE_TOKEN_MFA', (await person.initiate()).Session, answers);
    const { Session } = await person.initiate();
    await expect(person.respond('SOFTWARE_TOKEN_MFA', Session, answers)).rejects.toEqual(
      refusal('ExpiredCodeException', /already been used once/u),
    );
  });

  it('refuses a wrong code', async () => {
    await person.signIn();
    const { Session } = await person.initiate();
    const wrong = person.code() === '000000' ? '000001' : '000000';
    await expect(
      person.respond('SOFTWARE_TOKEN_MFA', Session, { SOFTWARE_TOKEN_MFA_CODE: wrong }),
    ).rejects.toEqual(refusal('CodeMismatchException', 'Invalid code received for user'));
  });

  it('takes each session once', async () => {
    const { Session: first } = await person.initiate();
    const { Session: second, SecretCode } = await person.associate(first);
    await expect(person.associate(first)).rejects.toEqual(EXPIRED);
    const code = person.code(SecretCode);
    const { Session: third } = await person.verify(second, code);
    await expect(person.verify(second, code)).rejects.toEqual(EXPIRED);
    await person.respond('MFA_SETUP', third);
    await expect(person.respond('MFA_SETUP', third)).rejects.toEqual(EXPIRED);
  });

  it('refuses to set up in another order', async () => {
    const { Session: first } = await person.initiate();
    await expect(person.verify(first, '123456')).rejects.toEqual(
      refusal('EnableSoftwareTokenMFAException'),
    );
    const { Session: second, SecretCode } = await person.associate(first);
    await expect(person.respond('MFA_SETUP', second)).rejects.toEqual(
      refusal('InvalidParameterException'),
    );
    const code = person.code(SecretCode);
    const { Session: third } = await person.verify(second, code);
    await expect(
      person.respond('SOFTWARE_TOKEN_MFA', third, { SOFTWARE_TOKEN_MFA_CODE: code }),
    ).rejects.toEqual(EXPIRED);
  });

  it('does not take the session of someone else', async () => {
    const other = await new Person(target).create();
    const { Session } = await other.initiate();
    await expect(person.respond('MFA_SETUP', Session)).rejects.toEqual(EXPIRED);
    await other.delete();
  });

  it('refuses a wrong password and someone unknown in the same words', async () => {
    const answer = refusal('NotAuthorizedException', /^Incorrect username or password\.$/u);
    await expect(person.initiate('Wrong-Horse-9')).rejects.toEqual(answer);
    await expect(new Person(target).initiate()).rejects.toEqual(answer);
  });

  it.each([
    ['wrong', { SECRET_HASH: 'd3Jvbmc=' }],
    ['missing', { SECRET_HASH: '' }],
  ])('refuses a %s secret hash', async (_what, changes) => {
    await expect(person.initiate(undefined, changes)).rejects.toEqual(
      refusal('NotAuthorizedException', /^Unable to verify secret hash for client /u),
    );
  });

  it('asks for a password of their own, once, after a temporary one', async () => {
    const temporary = 'Temporary-Horse-9';
    await person.setPassword(temporary, false);
    const first = await person.initiate(temporary);
    expect(first.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    const attributes = JSON.parse(first.ChallengeParameters?.['userAttributes'] ?? '');
    expect(attributes).toMatchObject({ email: person.email });
    await expect(
      person.respond('NEW_PASSWORD_REQUIRED', first.Session, { NEW_PASSWORD: 'short' }),
    ).rejects.toEqual(
      refusal('InvalidPasswordException', /^Password did not conform with policy/u),
    );
    const { Session } = await person.initiate(temporary);
    const next = await person.respond('NEW_PASSWORD_REQUIRED', Session, {
      NEW_PASSWORD: 'Own-Horse-9',
    });
    expect(next.ChallengeName).toBe('MFA_SETUP');
    await expect(person.initiate(temporary)).rejects.toEqual(refusal('NotAuthorizedException'));
    expect((await person.initiate('Own-Horse-9')).ChallengeName).toBe('MFA_SETUP');
  });

  it('keeps what somebody says about themself with a new password', async () => {
    const temporary = 'Temporary-Horse-9';
    await person.setPassword(temporary, false);
    const answer = async (more: Record<string, string>) => {
      const { Session } = await person.initiate(temporary);
      const responses = { NEW_PASSWORD: 'Own-Horse-9', ...more };
      return person.respond('NEW_PASSWORD_REQUIRED', Session, responses);
    };
    await expect(answer({ 'userAttributes.email_verified': 'true' })).rejects.toEqual(
      refusal('NotAuthorizedException'),
    );
    await answer({ 'userAttributes.name': 'Carol' });
    const { id } = await person.signIn('Own-Horse-9');
    expect(decodeJwt(id)).toMatchObject({ name: 'Carol' });
  });

  it('gives tokens for Cognito’s own API alone', async () => {
    const { access, id } = await person.signIn();
    const claims = decodeJwt(access);
    expect(claims).toMatchObject({
      sub: person.username,
      username: person.username,
      client_id: target.clientId,
      iss: target.issuer,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
    });
    expect(claims).not.toHaveProperty('aud');
    expect(decodeJwt(id)).toMatchObject({
      sub: person.username,
      aud: target.clientId,
      iss: target.issuer,
      token_use: 'id',
      'cognito:username': person.username,
      email: person.email,
      email_verified: true,
      origin_jti: claims['origin_jti'],
    });
  });

  it('names a parameter that is missing', async () => {
    await expect(person.respond('SOFTWARE_TOKEN_MFA', 'x'.repeat(30))).rejects.toEqual(
      refusal('InvalidParameterException', 'Missing required parameter SOFTWARE_TOKEN_MFA_CODE'),
    );
  });
});
