import { Injectable } from '@nestjs/common';
import type { Open } from '../../../views/account/profile.js';
import { UserPool } from '../../cognito/user-pool.js';
import { USER_POOL_REFUSALS } from '../../cognito/user-pool-refusals.js';
import type { SignedIn } from '../../tokens/signed-in.js';
import { AccountChanges } from './account-changes.js';
import type { Came } from './profile-change.js';

const MAX_LENGTH = 200;

/** Control characters, and those that turn the direction of the text after them: others see the name too. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;

const UNCONFIRMED = { open: { name: { step: 'confirm-again' } } } as const;

/** A person changes what people call them. */
@Injectable()
export class NameChange {
  constructor(
    private readonly changes: AccountChanges,
    private readonly userPool: UserPool,
  ) {}

  /** What stands there before anything was sent. */
  async begin(signedIn: SignedIn): Promise<Open> {
    const isConfirmed = await this.changes.isConfirmed(signedIn);
    if (!isConfirmed) return { name: { step: 'confirm' } };
    return { name: { step: 'form', value: signedIn.user.name ?? '', problems: [] } };
  }

  async make(signedIn: SignedIn, written: string): Promise<Came> {
    const value = written.trim();
    const again = (message: string): Came => ({
      open: { name: { step: 'form', value, problems: [{ field: 'name', message }] } },
    });
    const problem = problemOf(value);
    if (problem !== undefined) {
      return (await this.changes.isConfirmed(signedIn)) ? again(problem) : UNCONFIRMED;
    }
    const step = await this.changes.changeProfile(signedIn, 'name', (token) =>
      this.userPool.changeName(token, value),
    );
    switch (step.kind) {
      case 'done': {
        const isShown = await this.changes.showAtOnce(signedIn);
        return { done: isShown ? 'name-changed' : 'name-changed-later', next: '/account' };
      }
      case 'unconfirmed':
        return UNCONFIRMED;
      case 'refused':
        return again(USER_POOL_REFUSALS[step.reason]);
    }
  }
}

function problemOf(name: string): string | undefined {
  if (name === '') return 'Enter your name';
  if (name.length > MAX_LENGTH) return `Enter a name of at most ${MAX_LENGTH} characters`;
  if (UNSEEN.test(name)) return 'Leave out line breaks and other characters that can’t be seen';
  return undefined;
}
