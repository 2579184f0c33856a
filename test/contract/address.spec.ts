import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import { Person, refusal } from './person.js';
import { describeLocally, openTarget } from './target.js';

const target = await openTarget();
const { sdk } = target;

const ask = async (AccessToken: string) =>
  sdk.send(
    new cognito.GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName: 'email' }),
  );
const verify = async (AccessToken: string, Code: string) =>
  sdk.send(new cognito.VerifyUserAttributeCommand({ AccessToken, AttributeName: 'email', Code }));
async function attributes(AccessToken: string) {
  const { UserAttributes = [] } = await sdk.send(new cognito.GetUserCommand({ AccessToken }));
  return Object.fromEntries(UserAttributes.map(({ Name = '', Value }) => [Name, Value]));
}
async function move(AccessToken: string, Value: string) {
  const UserAttributes = [{ Name: 'email', Value }];
  return sdk.send(new cognito.UpdateUserAttributesCommand({ AccessToken, UserAttributes }));
}
const other = (code: string) => (code === '000000' ? '000001' : '000000');

// Each would need the mail that a real pool sends, and a pool that keeps the original address.
describeLocally('moving to another e-mail address', () => {
  let person: Person;
  let email: string;
  let token: string;

  beforeEach(async () => {
    person = await new Person(target).create();
    email = `moved-${person.email}`;
    token = (await person.signIn()).access;
  });
  afterEach(async () => sdk.send(new cognito.DeleteUserCommand({ AccessToken: token })));
  afterAll(() => target.close());

  it('counts once the mailed code was entered, and not before', async () => {
    const { CodeDeliveryDetailsList } = await move(token, email);
    expect(CodeDeliveryDetailsList).toEqual([
      { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'm***@e***' },
    ]);
    expect(await attributes(token)).toMatchObject({
      email: person.email,
      email_verified: 'true',
    });
    await expect(new Person(target, email).initiate()).rejects.toEqual(
      refusal('NotAuthorizedException'),
    );
    await expect(verify(token, other(target.mailed(email)))).rejects.toEqual(
      refusal('CodeMismatchException'),
    );
    await verify(token, target.mailed(email));
    expect(await attributes(token)).toMatchObject({ email, email_verified: 'true' });
    await expect(person.initiate()).rejects.toEqual(refusal('NotAuthorizedException'));
  });

  it('can have another code by asking for the same once more, which serves once', async () => {
    await move(token, email);
    await move(token, email);
    const newest = target.mailed(email);
    await verify(token, newest);
    expect(await attributes(token)).toMatchObject({ email });
    await expect(verify(token, newest)).rejects.toEqual(refusal('ExpiredCodeException'));
  });

  it('gets no code by asking to verify the address: that is the old one still', async () => {
    await move(token, email);
    const { CodeDeliveryDetails } = await ask(token);
    expect(CodeDeliveryDetails?.Destination).not.toBe('m***@e***');
    await verify(token, target.mailed(person.email));
    expect(await attributes(token)).toMatchObject({ email: person.email });
  });

  it('is called off by going back to the old one', async () => {
    await move(token, email);
    const { CodeDeliveryDetailsList } = await move(token, person.email);
    expect(CodeDeliveryDetailsList).toEqual([]);
    await ask(token);
    await verify(token, target.mailed(person.email));
    expect(await attributes(token)).toMatchObject({ email: person.email });
  });

  it('does not reach one that somebody took meanwhile', async () => {
    await move(token, email);
    const quicker = await new Person(target, email).create();
    await expect(verify(token, target.mailed(email))).rejects.toEqual(
      refusal('AliasExistsException'),
    );
    expect(await attributes(token)).toMatchObject({ email: person.email });
    await quicker.delete();
  });

  it('is done at once by an administrator who has verified it', async () => {
    const moveBy = async (...verified: cognito.AttributeType[]) =>
      sdk.send(
        new cognito.AdminUpdateUserAttributesCommand({
          ...person.admin,
          UserAttributes: [{ Name: 'email', Value: email }, ...verified],
        }),
      );
    await moveBy();
    expect(await attributes(token)).toMatchObject({ email: person.email });
    await moveBy({ Name: 'email_verified', Value: 'true' });
    expect(await attributes(token)).toMatchObject({ email, email_verified: 'true' });
  });
});
