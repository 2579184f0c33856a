/**
 * A refusal, under the name and with the message that Cognito gives it. The pages show the message,
 * the JSON API answers with both.
 */
export class CognitoError extends Error {
  constructor(
    readonly code: `${string}Exception`,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
