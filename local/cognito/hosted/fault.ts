import { CognitoError } from '../cognito-error.js';

/** What was wrong with a form, and with which of its fields, where one can say. */
export interface Fault {
  message: string;
  fields: ReadonlySet<string>;
}

/** Fields that don't have the right form. */
export class WrongFields extends CognitoError {
  constructor(
    readonly fields: ReadonlySet<string>,
    message: string,
  ) {
    super('InvalidParameterException', message);
  }
}

/** The fields that Cognito's refusals are about. A wrong password may as well be a wrong name. */
const FIELDS = new Map<string, string[]>([
  ['InvalidPasswordException', ['password']],
  ['UsernameExistsException', ['username', 'email']],
  ['CodeMismatchException', ['code']],
  ['ExpiredCodeException', ['code']],
  ['EnableSoftwareTokenMFAException', ['code']],
]);

export const faultOf = (error: CognitoError): Fault => ({
  message: error.message,
  fields: error instanceof WrongFields ? error.fields : new Set(FIELDS.get(error.code)),
});
