import {
  AddUserPoolClientSecretCommand,
  type ClientSecretDescriptorType,
  DeleteUserPoolClientSecretCommand,
  ListUserPoolClientSecretsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { StoredSecret } from '../cognito/stored-secret.js';
import { Problem, usageProblem } from '../problem.js';
import { table } from '../terminal/table.js';
import { examples, type Context, type Register } from './command.js';

const STEPS = `An app client may have two secrets at a time, so nobody notices the change:
  1. new-secret   Cognito makes a second one, and Secrets Manager keeps it as the one to use
  2. restart the tasks, and wait until none of the old ones runs
  3. end-secret   the older one is good no more`;

/** The app client of the target, as the SDK wants it named. @throws {Problem} */
function clientOf({ target: { pool: UserPoolId, client: ClientId } }: Context) {
  if (ClientId === undefined) {
    throw usageProblem('Which app client? Say --client, or set COGNITO_CLIENT_ID.');
  }
  return { UserPoolId, ClientId };
}

/** Oldest first. */
async function secretsOf(context: Context): Promise<ClientSecretDescriptorType[]> {
  const command = new ListUserPoolClientSecretsCommand(clientOf(context));
  const { ClientSecrets = [] } = await context.sdk.send(command);
  return ClientSecrets.toSorted((one, other) => madeAt(one) - madeAt(other));
}

const madeAt = ({ ClientSecretCreateDate: date }: ClientSecretDescriptorType) =>
  date?.getTime() ?? 0;

async function addSecret(context: Context) {
  const { sdk, target, next } = context;
  const existing = await secretsOf(context);
  if (existing.length > 1) {
    throw new Problem(
      'two_secrets',
      `The app client has two secrets already. Where no task uses the older one: ${next('end-secret')}`,
    );
  }
  const { ClientSecretDescriptor: made } = await sdk.send(
    new AddUserPoolClientSecretCommand(clientOf(context)),
  );
  const { ClientSecretId: id, ClientSecretValue: value } = made ?? {};
  if (id === undefined || value === undefined) {
    throw new Problem('no_secret', 'Cognito made a secret and did not tell it.');
  }
  const then = `Then restart whatever signs people in, and after that: ${next('end-secret')}`;
  if (target.secretId === undefined) {
    return {
      text: `The new secret, which nobody else keeps: ${value}\n${then}`,
      data: { id, outcome: 'made', secret: value },
    };
  }
  await keep(context, target.secretId, id, value);
  return {
    text: `Secrets Manager has the new secret of the app client.\n${then}`,
    data: { id, outcome: 'kept', secretId: target.secretId },
  };
}

/** What can't be kept is taken back: nobody would know it, and it would count as one of two. */
async function keep(context: Context, secretId: string, id: string, value: string) {
  const { sdk, target } = context;
  try {
    await new StoredSecret(secretId, target.region).write(value);
  } catch (cause) {
    const taken = { ...clientOf(context), ClientSecretId: id };
    await sdk.send(new DeleteUserPoolClientSecretCommand(taken));
    throw cause;
  }
}

async function endSecret(context: Context) {
  const [older, newer] = await secretsOf(context);
  if (older?.ClientSecretId === undefined || newer === undefined) {
    throw new Problem(
      'one_secret',
      `The app client has one secret: nothing is left to end. A new one: ${context.next('new-secret')}`,
    );
  }
  await context.sdk.send(
    new DeleteUserPoolClientSecretCommand({
      ...clientOf(context),
      ClientSecretId: older.ClientSecretId,
    }),
  );
  return {
    text: `The older secret, of ${dateOf(older)}, is good no more.`,
    data: { id: older.ClientSecretId, outcome: 'ended' },
  };
}

const dateOf = (secret: ClientSecretDescriptorType) =>
  secret.ClientSecretCreateDate?.toISOString() ?? 'unknown date';

export const registerClientSecret: Register = (program, act) => {
  program
    .command('secrets')
    .summary('show when the app client’s secrets were made')
    .addHelpText('after', examples('secrets'))
    .action(
      act(async (context) => {
        const secrets = await secretsOf(context);
        const rows = secrets.map((secret) => [secret.ClientSecretId ?? '', dateOf(secret)]);
        return {
          text: table([['SECRET', 'MADE'], ...rows]),
          data: secrets.map((secret) => ({ id: secret.ClientSecretId, made: dateOf(secret) })),
        };
      }),
    );
  program
    .command('new-secret')
    .summary('give the app client a second secret, to be used from now on')
    .addHelpText('after', `${examples('new-secret', 'new-secret --secret-id ARN')}\n\n${STEPS}`)
    .action(act(addSecret));
  program
    .command('end-secret')
    .summary('end the older of the app client’s two secrets')
    .option('--yes', 'do not ask')
    .addHelpText('after', `${examples('end-secret', 'end-secret --yes')}\n\n${STEPS}`)
    .action(
      act(async (context, { yes }: { yes?: boolean }) => {
        const question = 'Has every task been restarted since new-secret? (y/N)';
        if (yes !== true && !(await context.questions.confirm(question))) {
          throw new Problem('declined', 'Both secrets are good still.');
        }
        return endSecret(context);
      }),
    );
};
