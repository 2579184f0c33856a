import { Inject, Injectable } from '@nestjs/common';
import type { SessionData } from 'express-session';
import { CODE_NOTICE, type Open, type ProfileNotice } from '../../../views/account/profile.js';
import { UserPool } from '../../cognito/user-pool.js';
import { USER_POOL_REFUSALS } from '../../cognito/user-pool-refusals.js';
import { CONFIG, type Config } from '../../config/config.js';
import type { SignedIn } from '../../tokens/signed-in.js';
import { AccountChanges } from './account-changes.js';
import { problemOfAddress } from './email-address.js';
import type { Came } from './profile-change.js';

const CODE = /^\d{6}$/;

const UNCONFIRMED = { open: { email: { step: 'confirm-again' } } } as const;

/** The browser's session, which keeps where a code was mailed until it is given: the code may take its time. */
type Waiting = Pick<SessionData, 'newEmail'>;

/** A person changes their address in two steps: a code is mailed to the new one, and given here. */
@Injectable()
export class EmailChange {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly changes: AccountChanges,
    private readonly userPool: UserPool,
  ) {}

  /** What stands there before anything was sent. */
  async begin(signedIn: SignedIn, { newEmail }: Waiting, step: 'form' | 'code'): Promise<Open> {
    const isConfirmed = await this.changes.isConfirmed(signedIn);
    if (!isConfirmed) return { email: { step: 'confirm' } };
    if (step === 'code' && newEmail !== undefined) return { email: { step, problems: [] } };
    return { email: { step: 'form', value: '', problems: [] } };
  }

  /** Has a code mailed; for the address that waits for one already, another. */
  async mailCode(signedIn: SignedIn, waiting: Waiting, written: string): Promise<Came> {
    const value = written.trim();
    const problem = problemOfAddress(value, {
      current: signedIn.user.email,
      domains: this.config.allowedEmailDomains,
    });
    if (problem !== undefined) {
      return (await this.changes.isConfirmed(signedIn))
        ? addressAgain(value, problem)
        : UNCONFIRMED;
    }
    const step = await this.changes.prepare(signedIn, 'email', (token) =>
      this.userPool.changeEmail(token, value),
    );
    switch (step.kind) {
      case 'done':
        waiting.newEmail = value;
        return { done: CODE_NOTICE, next: '/account?change=code' };
      case 'unconfirmed':
        return UNCONFIRMED;
      case 'refused': {
        const message = USER_POOL_REFUSALS[step.reason];
        return value === waiting.newEmail ? codeAgain(message) : addressAgain(value, message);
      }
    }
  }

  async make(signedIn: SignedIn, waiting: Waiting, written: string): Promise<Came> {
    const code = written.replaceAll(/\s/g, '');
    const { newEmail } = waiting;
    if (newEmail === undefined) {
      return (await this.changes.isConfirmed(signedIn))
        ? addressAgain('', 'Enter your new address again: no code is waited for any more')
        : UNCONFIRMED;
    }
    if (!CODE.test(code)) {
      return (await this.changes.isConfirmed(signedIn))
        ? codeAgain('Enter the six digits of the mail')
        : UNCONFIRMED;
    }
    const outcome = await this.changes.changeCredentials(signedIn, 'email', (token) =>
      this.userPool.verifyEmail(token, code),
    );
    switch (outcome.kind) {
      case 'done': {
        waiting.newEmail = undefined;
        const isShown = await this.changes.showAtOnce(signedIn);
        return { done: noticeOf(outcome.alone, isShown), next: '/account' };
      }
      case 'unconfirmed':
        return UNCONFIRMED;
      case 'refused': {
        const message = USER_POOL_REFUSALS[outcome.reason];
        if (outcome.reason !== 'email_taken') return codeAgain(message);
        waiting.newEmail = undefined; // somebody was quicker
        return addressAgain(newEmail, message);
      }
    }
  }
}

const addressAgain = (value: string, message: string): Came => ({
  open: { email: { step: 'form', value, problems: [{ field: 'email', message }] } },
});

const codeAgain = (message: string): Came => ({
  open: { email: { step: 'code', problems: [{ field: 'code', message }] } },
});

function noticeOf(alone: boolean, isShown: boolean): ProfileNotice {
  if (!alone) return 'email-changed-only';
  return isShown ? 'email-changed' : 'email-changed-later';
}
