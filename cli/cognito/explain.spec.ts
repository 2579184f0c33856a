import {
  AccessDeniedException,
  CognitoIdentityProviderServiceException,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { Problem, usageProblem } from '../problem.js';
import { nextCommandFor } from '../destination/next-command.js';
import { explain } from './explain.js';
import { sentences } from './sentences.js';

const subject = {
  who: 'carol@example.com',
  pool: 'eu-central-1_x',
  endpoint: 'http://there',
  next: nextCommandFor({ local: true }),
};
const refused = (name: string, message: string) =>
  new CognitoIdentityProviderServiceException({
    name,
    message,
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  });

describe('what is said of a failure', () => {
  it.each([
    [
      'somebody unknown',
      new UserNotFoundException({ message: 'User does not exist.', $metadata: {} }),
      'UserNotFoundException',
      'There is no carol@example.com in eu-central-1_x. To see who there is: npm run user -- list --local',
    ],
    [
      'a permission that lacks',
      new AccessDeniedException({
        message: 'User: arn:x is not\nauthorized to perform: cognito-idp:ListUsers.',
        $metadata: {},
      }),
      'AccessDeniedException',
      'Your AWS credentials do not allow this: User: arn:x is not authorized to perform: cognito-idp:ListUsers. Ask for the permission it names.',
    ],
    [
      'an exception that nobody foresaw',
      refused('TierChangeNotAllowedException', 'No.'),
      'TierChangeNotAllowedException',
      'Cognito refused (TierChangeNotAllowedException): No.',
    ],
    [
      'nobody at the address',
      Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' }),
      'ECONNREFUSED',
      'Nothing answers at http://there: is it running? npm start starts the local one.',
    ],
    [
      'something else at the address',
      Object.assign(new SyntaxError('Unexpected token <'), { $response: {} }),
      'not_cognito',
      'What answers at http://there does not speak like Cognito. Check the endpoint.',
    ],
    [
      'a mistake of ours',
      new TypeError('x is undefined'),
      'unexpected',
      'Something unexpected happened: TypeError: x is undefined.',
    ],
    ['anything', 'anything', 'unexpected', 'Something unexpected happened.'],
  ])('%s', (_what, error, code, message) => {
    expect(explain(error, subject)).toMatchObject({ code, message, exitCode: 1 });
  });

  it('is left alone when it was said well already', () => {
    const problem = usageProblem('Which one?');
    expect(explain(problem, subject)).toBe(problem);
    expect(problem).toMatchObject({ code: 'usage', exitCode: 2 });
  });

  it.each(Object.keys(sentences))('%s has a sentence, which ends once', (name) => {
    const { message } = explain(refused(name, 'It is so..'), subject);
    expect(message).toMatch(/^(?:[A-Z]|http:|carol@).*[^.]\.?$/u);
    expect(message).not.toMatch(/undefined|\.\.|\n/u);
    expect(explain(refused(name, ''), subject)).toBeInstanceOf(Problem);
  });
});
