import { generateURI } from 'otplib';
import { askForItFromNowOn, associate, verify, type Proof } from '../cognito/authenticator.js';
import { openAppClient } from '../cognito/open-app-client.js';
import { signIn, type Answers } from '../cognito/sign-in.js';
import { Problem } from '../problem.js';
import { PASSWORD } from '../terminal/questions.js';
import { qrCode } from '../terminal/qr.js';
import { answerNewPassword, answerWithCode, withCode } from './answers.js';
import { EMAIL, examples, someone, type Context, type Register } from './command.js';

interface EnrolOptions {
  issuer: string;
  replace?: boolean;
}

export const registerEnrol: Register = (program, act) => {
  program
    .command('enrol')
    .summary('enrol an authenticator app for somebody')
    .description(
      'Signs in with the password, shows a QR code for the authenticator app, and asks for its first code.',
    )
    .argument('<email>', EMAIL)
    .option('--issuer <name>', 'what the app shows the account as', 'cognito-bff')
    .option('--replace', 'enrol another app in place of the one there is, whose code is asked for')
    .addHelpText(
      'after',
      examples('enrol carol@example.com', 'enrol carol@example.com --issuer "Example Ltd"'),
    )
    .action(act(run));
};

async function run(context: Context, name: string, options: EnrolOptions) {
  const email = someone(name);
  const client = await openAppClient(context.sdk, context.target);
  const password = await context.questions.ask(PASSWORD, email);
  let isEnrolled = false;
  const tokens = await signIn(client, email, password, {
    ...answerNewPassword(context, client, email),
    ...(options.replace === true
      ? answerWithCode(context, client, email)
      : refuseSecondApp(context, email)),
    // Each call takes the session that the one before it gave.
    MFA_SETUP: async (challenge) => {
      const session = await enrol(context, email, options, { Session: challenge.session });
      isEnrolled = true;
      return client.respond(challenge, {}, session);
    },
  });
  if (!isEnrolled) {
    // No code was asked for, so the pool leaves it to people; or the app is to be replaced.
    await enrol(context, email, options, { AccessToken: tokens.AccessToken });
    await askForItFromNowOn(context.sdk, tokens.AccessToken);
  }
  return {
    text: `${email} has an authenticator app. The next sign-in asks for its next code.`,
    data: { email, outcome: 'enrolled' },
  };
}

async function enrol(context: Context, email: string, { issuer }: EnrolOptions, proof: Proof) {
  const { sdk, output } = context;
  const { secret, next } = await associate(sdk, proof);
  const uri = generateURI({ issuer, label: email, secret });
  const picture = output.isTerminal && !output.isJson ? await qrCode(uri) : `${uri}\n`;
  output.show({
    text: `Scan this with the authenticator app:\n\n${picture}\nOr type the secret into it: ${secret}\n`,
    data: { email, secret, uri },
  });
  return withCode(context, email, (code) => verify(sdk, next, code));
}

const refuseSecondApp = ({ next }: Context, email: string): Answers => ({
  SOFTWARE_TOKEN_MFA: () => {
    throw new Problem(
      'enrolled_already',
      `${email} has an authenticator app already. To enrol another in its place: ${next(`enrol ${email} --replace`)}`,
    );
  },
});
