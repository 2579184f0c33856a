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
import { NoticeCookie } from '../../http/answers/notice-cookie.js';
import { sendFragment, sendPage } from '../../http/answers/page.js';
import { NeedsNoToken } from '../../http/guards/route-marks.js';
import { readForm } from '../../http/requests/form.js';
import { wantsFragment } from '../../http/requests/request-kind.js';
import { signedInOf } from '../../tokens/signed-in.js';
import { AccountChanges } from './account-changes.js';

const PATH = '/account/password';
const REFUSED_FORM = 422;

const formSchema = z.object({ current: z.string(), proposed: z.string() });
type Form = z.infer<typeof formSchema>;

/** A person changes their own password. */
@NeedsNoToken()
@Controller(PATH)
export class PasswordController {
  constructor(
    private readonly changes: AccountChanges,
    private readonly userPool: UserPool,
    private readonly notices: NoticeCookie,
  ) {}

  @Get()
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    const isConfirmed = await this.changes.isConfirmed(signedInOf(request));
    const notice = this.notices.take(request, response, PASSWORD_NOTICES);
    send(request, response, { step: isConfirmed ? 'change' : 'confirm', notice });
  }

  @Post()
  async change(@Req() request: Request, @Res() response: Response): Promise<void> {
    const form = await readForm(request, response, formSchema);
    const signedIn = signedInOf(request);
    const problems = problemsOf(form);
    if (problems.length > 0 && (await this.changes.isConfirmed(signedIn))) {
      refuse(request, response, { step: 'change', problems });
      return;
    }
    const outcome = await this.changes.changeCredentials(signedIn, 'password', (token) =>
      this.userPool.changePassword(token, form.current, form.proposed),
    );
    switch (outcome.kind) {
      case 'done':
        this.done(request, response, outcome.alone);
        break;
      case 'unconfirmed':
        refuse(request, response, { step: 'confirm-again' });
        break;
      case 'refused': {
        const field = fieldOf(outcome.reason);
        const message = USER_POOL_REFUSALS[outcome.reason];
        refuse(request, response, { step: 'change', problems: [{ field, message }] });
      }
    }
  }

  private done(request: Request, response: Response, alone: boolean): void {
    const notice = alone ? 'password-changed' : 'password-changed-only';
    if (wantsFragment(request)) {
      response.status(200); // Nest takes a POST for one that makes something: 201
      send(request, response, { step: 'confirm', notice });
    } else {
      this.notices.leave(response, notice);
      response.redirect(303, PATH);
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

/** Where the person looks for what went wrong. */
function fieldOf(reason: UserPoolRefusal): keyof Form {
  const isAboutNew = ['password_weak', 'password_used', 'not_accepted'].includes(reason);
  return isAboutNew ? 'proposed' : 'current';
}

function refuse(request: Request, response: Response, props: PasswordProps): void {
  response.status(REFUSED_FORM);
  send(request, response, props);
}

function send(request: Request, response: Response, props: PasswordProps): void {
  const title = props.step === 'change' || props.notice ? 'Password' : 'Confirm that it’s you';
  if (wantsFragment(request)) sendFragment(response, PasswordStep(props));
  else sendPage(response, title, PasswordPage(props), { section: 'account' });
}
