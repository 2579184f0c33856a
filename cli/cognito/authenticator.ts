import {
  AssociateSoftwareTokenCommand,
  SetUserMFAPreferenceCommand,
  VerifySoftwareTokenCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';

/** Who enrols: somebody in the middle of a sign-in, or somebody signed in. */
export type Proof = { Session: string | undefined } | { AccessToken: string | undefined };

/** The secret for the authenticator app. Within a sign-in the next call takes the new session. */
export async function associate(sdk: CognitoIdentityProviderClient, proof: Proof) {
  const answer = await sdk.send(new AssociateSoftwareTokenCommand(proof));
  const next: Proof = 'Session' in proof ? { Session: answer.Session } : proof;
  return { secret: answer.SecretCode ?? '', next };
}

/** The app's first code. Gives the session with which MFA_SETUP is answered. */
export async function verify(
  sdk: CognitoIdentityProviderClient,
  proof: Proof,
  code: string,
): Promise<string | undefined> {
  const answer = await sdk.send(new VerifySoftwareTokenCommand({ ...proof, UserCode: code }));
  return answer.Session;
}

/** Where the pool leaves the choice to people, a verified app is asked for only after this. */
export async function askForItFromNowOn(
  sdk: CognitoIdentityProviderClient,
  accessToken: string | undefined,
): Promise<void> {
  await sdk.send(
    new SetUserMFAPreferenceCommand({
      AccessToken: accessToken,
      SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
    }),
  );
}
