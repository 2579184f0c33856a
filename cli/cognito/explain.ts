import { CognitoIdentityProviderServiceException } from '@aws-sdk/client-cognito-identity-provider';
import { Problem } from '../problem.js';
import { sentences, type Subject } from './sentences.js';

/** Whatever was thrown, as a {@link Problem}: one sentence that says what to do. */
export function explain(error: unknown, subject: Omit<Subject, 'said'>): Problem {
  if (error instanceof Problem) return error;
  if (!(error instanceof Error)) return new Problem('unexpected', 'Something unexpected happened.');
  const said = error.message.replaceAll(/\s+/gu, ' ').replace(/[.\s]+$/u, '');
  for (const name of namesOf(error)) {
    const sentence = sentences[name];
    if (sentence) return new Problem(name, sentence({ ...subject, said }));
  }
  if (error instanceof CognitoIdentityProviderServiceException && said !== '') {
    return new Problem(error.name, `Cognito refused (${error.name}): ${said}.`);
  }
  // The SDK puts the answer that it could not read on what it throws.
  if ('$response' in error) {
    const sentence = `What answers at ${subject.endpoint} does not speak like Cognito.`;
    return new Problem('not_cognito', `${sentence} Check the endpoint.`);
  }
  return new Problem('unexpected', `Something unexpected happened: ${error.name}: ${said}.`);
}

/** By which an error can be in the table: its name, or the system's code for a failed connection. */
const namesOf = (error: Error): string[] =>
  'code' in error && typeof error.code === 'string' ? [error.name, error.code] : [error.name];
