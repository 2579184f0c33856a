import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import {
  PASSWORD_NOTICES,
  PasswordPage,
  type PasswordProps,
  PasswordStep,
} from '../../../views/account/password.js';
import { UserPool } from '../../cognito/user-pool.js';
import { USER_POOL_REFUSALS, type UserPoolRefusal } from '../../cognito/user-pool-refusals.js';
import { NeedsNoToken } from '../../http/guards/route-marks.js';
import { readForm } from '../../http/requests/form.js';
import { signedInOf } from '../../tokens/signed-in.js';
import { AccountChanges } from './account-changes.js';
import { type Step, StepAnswers } from './step-answers.js';

const PATH = '/account/password';

const formSchema = z.object({ current: z.string(), proposed: z.string() });
type Form = z.infer<typeof formSchema>;

/** A person changes their own password. */
@NeedsNoToken()
@Controller(PATH)
export class PasswordController {
  constructor(
    private readonly changes: AccountChanges,
    private readonly userPool: UserPool,
    private readonly answers: StepAnswers,
  ) {}

  @Get()
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    const isConfirmed = await this.changes.isConfirmed(signedInOf(request));
    const notice = this.answers.noticeFor(request, response, PASSWORD_NOTICES);
    const step = isConfirmed ? 'change' : 'confirm';
    this.answers.show(request, response, shown({ step, notice }));
  }

  @Post()
  async change(@Req() request: Request, @Res() response: Response): Promise<void> {
    const form = await readForm(request, response, formSchema);
    const signedIn = signedInOf(request);
    const problems = problemsOf(form);
    if (problems.length > 0 && (await this.changes.isConfirmed(signedIn))) {
      this.answers.refuse(request, response, shown({ step: 'change', problems }));
      return;
    }
    const outcome = await this.changes.changeCredentials(signedIn, 'password', (token) =>
      this.userPool.changePassword(token, form.current, form.proposed),
    );
    switch (outcome.kind) {
      case 'done':
        this.answers.leaveFor(request, response, PATH, noticeOf(outcome.alone));
        break;
      case 'unconfirmed':
        this.answers.refuse(request, response, shown({ step: 'confirm-again' }));
        break;
      case 'refused': {
        const field = fieldOf(outcome.reason);
        const wrong = [{ field, message: USER_POOL_REFUSALS[outcome.reason] }];
        this.answers.refuse(request, response, shown({ step: 'change', problems: wrong }));
      }
    }
  }
}

/** What is wrong before anybody is asked. */
function problemsOf({ current, proposed }: Form) {
  const problems = [];
  if (current === '') problems.push({ field: 'current', message: 'Enter your current password' });
  if (proposed === '') problems.push({ field: 'proposed', message: 'Enter a new password' });
  else if (proposed === current) {
    problems.push({ field: 'proposed', message: 'Take a password that isn’t your current one' });
  }
  return problems;
}

const noticeOf = (alone: boolean) => (alone ? 'password-changed' : 'password-changed-only');

/** Where the person looks for what went wrong. */
function fieldOf(reason: UserPoolRefusal): keyof Form {
  const isAboutNew = ['password_weak', 'password_used', 'not_accepted'].includes(reason);
  return isAboutNew ? 'proposed' : 'current';
}

function shown(props: PasswordProps): Step {
  return {
    title: props.step === 'change' || props.notice ? 'Password' : 'Confirm that it’s you',
    part: PasswordStep(props),
    page: PasswordPage(props),
  };
}
