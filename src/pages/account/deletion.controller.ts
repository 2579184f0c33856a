import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DeletionPage, type DeletionProps, DeletionStep } from '../../../views/account/deletion.js';
import { ACCOUNT_DELETED } from '../../../views/home.js';
import { groupsOf, unverifiedClaims } from '../../cognito/claims.js';
import { OwnFiles } from '../../cognito/own-files.js';
import { idTokenOf } from '../../cognito/token-set.js';
import { type AccountAnswer, UserPool } from '../../cognito/user-pool.js';
import { USER_POOL_REFUSALS } from '../../cognito/user-pool-refusals.js';
import { CONFIG, type Config } from '../../config/config.js';
import { pagePolicy } from '../../http/answers/content-policy.js';
import { NoticeCookie } from '../../http/answers/notice-cookie.js';
import { ADMINS } from '../../http/guards/groups.js';
import { SignedIn as ForSignedIn } from '../../http/guards/route-marks.js';
import { type SignedIn, signedInOf } from '../../tokens/signed-in.js';
import { AccountChanges } from './account-changes.js';
import { type Step, StepAnswers } from './step-answers.js';

/** A person deletes their own account. */
@ForSignedIn()
@Controller('account/delete')
export class DeletionController {
  private readonly policy: string;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly changes: AccountChanges,
    private readonly userPool: UserPool,
    private readonly files: OwnFiles,
    private readonly answers: StepAnswers,
    private readonly notices: NoticeCookie,
  ) {
    this.policy = pagePolicy(config, { formsLeave: true }); // the way home passes Cognito
  }

  @Get()
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    response.set('Content-Security-Policy', this.policy);
    this.answers.show(request, response, shown(await this.firstStep(signedInOf(request))));
  }

  /** What follows is a sign-out, at Cognito too, whose own session would let nobody in any more. */
  @Post()
  async delete(@Req() request: Request, @Res() response: Response): Promise<void> {
    const signedIn = signedInOf(request);
    const step = await this.changes.deleteAccount(signedIn, (token) =>
      this.deleteUnlessAdmin(signedIn, token),
    );
    if (step.kind === 'done') {
      this.notices.leave(response, ACCOUNT_DELETED);
      response.redirect(307, '/auth/logout'); // a POST stays one
      return;
    }
    response.set('Content-Security-Policy', this.policy);
    const next =
      step.kind === 'refused' ? { refused: USER_POOL_REFUSALS[step.reason] } : 'confirm-again';
    this.answers.refuse(request, response, shown(next));
  }

  private async firstStep(signedIn: SignedIn): Promise<DeletionProps['step']> {
    if (isAdmin(signedIn.user.groups)) return { refused: USER_POOL_REFUSALS.is_administrator };
    return (await this.changes.isConfirmed(signedIn)) ? 'ask' : 'confirm';
  }

  /** Nobody could let administrators in again if the last one went. The newer token may know more. */
  private async deleteUnlessAdmin(
    { user, tokens }: SignedIn,
    token: string,
  ): Promise<AccountAnswer<void>> {
    const groups = [...user.groups, ...groupsOf(unverifiedClaims(token))];
    if (isAdmin(groups)) return { kind: 'refused', reason: 'is_administrator' };
    // First, since nobody gets at them any more without the account.
    if (this.config.files) await this.files.deleteAll(idTokenOf(tokens));
    return this.userPool.deleteAccount(token);
  }
}

const isAdmin = (groups: readonly string[]) => groups.includes(ADMINS);

const shown = (step: DeletionProps['step']): Step => ({
  title: 'Delete your account',
  part: DeletionStep({ step }),
  page: DeletionPage({ step }),
});
