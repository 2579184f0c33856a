import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import {
  addressOfApp,
  AUTHENTICATOR_NOTICES,
  AuthenticatorPage,
  type AuthenticatorProps,
  AuthenticatorStep,
  type NewApp,
} from '../../../views/account/authenticator.js';
import { UserPool } from '../../cognito/user-pool.js';
import { USER_POOL_REFUSALS } from '../../cognito/user-pool-refusals.js';
import { nameOf } from '../../http/answers/page.js';
import { NeedsNoToken } from '../../http/guards/route-marks.js';
import { readForm } from '../../http/requests/form.js';
import { type SignedIn, signedInOf } from '../../tokens/signed-in.js';
import { AccountChanges } from './account-changes.js';
import { type Step, StepAnswers } from './step-answers.js';

const PATH = '/account/authenticator';
const CODE = /^\d{6}$/;

const formSchema = z.discriminatedUnion('step', [
  z.object({ step: z.literal('begin') }),
  z.object({ step: z.literal('code'), code: z.string() }),
]);

/**
 * A person replaces their authenticator app. Cognito keeps the new secret until a code of it comes, so it is
 * shown once and kept nowhere here.
 */
@NeedsNoToken()
@Controller(PATH)
export class AuthenticatorController {
  constructor(
    private readonly changes: AccountChanges,
    private readonly userPool: UserPool,
    private readonly answers: StepAnswers,
  ) {}

  @Get()
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    const isConfirmed = await this.changes.isConfirmed(signedInOf(request));
    const notice = this.answers.noticeFor(request, response, AUTHENTICATOR_NOTICES);
    const step = isConfirmed ? 'begin' : 'confirm';
    this.answers.show(request, response, shown({ step, notice }));
  }

  @Post()
  async change(@Req() request: Request, @Res() response: Response): Promise<void> {
    const form = await readForm(request, response, formSchema);
    const signedIn = signedInOf(request);
    if (form.step === 'begin') await this.begin(signedIn, request, response);
    else await this.replace(signedIn, form.code.replaceAll(/\s/g, ''), request, response);
  }

  private async begin(signedIn: SignedIn, request: Request, response: Response): Promise<void> {
    const step = await this.changes.prepare(signedIn, 'authenticator', (token) =>
      this.userPool.newAuthenticator(token),
    );
    switch (step.kind) {
      case 'done':
        this.answers.show(
          request,
          response,
          shown({ step: 'code', app: await appOf(step.value, signedIn) }),
        );
        break;
      case 'unconfirmed':
        this.answers.refuse(request, response, shown({ step: 'confirm-again' }));
        break;
      case 'refused':
        this.refuse(request, response, USER_POOL_REFUSALS[step.reason]);
    }
  }

  private async replace(
    signedIn: SignedIn,
    code: string,
    request: Request,
    response: Response,
  ): Promise<void> {
    if (!CODE.test(code) && (await this.changes.isConfirmed(signedIn))) {
      this.refuse(request, response, 'Enter the six digits that the new app shows');
      return;
    }
    const outcome = await this.changes.changeCredentials(signedIn, 'authenticator', (token) =>
      this.userPool.replaceAuthenticator(token, code),
    );
    switch (outcome.kind) {
      case 'done':
        this.answers.leaveFor(request, response, PATH, noticeOf(outcome.alone));
        break;
      case 'unconfirmed':
        this.answers.refuse(request, response, shown({ step: 'confirm-again' }));
        break;
      case 'refused':
        this.refuse(request, response, USER_POOL_REFUSALS[outcome.reason]);
    }
  }

  /** The code again: the app has the secret by now, which isn't shown a second time. */
  private refuse(request: Request, response: Response, message: string): void {
    const problems = [{ field: 'code', message }];
    this.answers.refuse(request, response, shown({ step: 'code', problems }));
  }
}

const noticeOf = (alone: boolean) =>
  alone ? 'authenticator-replaced' : 'authenticator-replaced-only';

/** What draws the code is loaded when somebody wants one: a start needn't wait for it. */
async function appOf(secret: string, { user }: SignedIn): Promise<NewApp> {
  const { default: qrcode } = await import('qrcode');
  const { size, data } = qrcode.create(addressOfApp(secret, nameOf(user))).modules;
  const line = Array.from({ length: size }, (_, index) => index);
  return { secret, rows: line.map((y) => line.map((x) => data[y * size + x] === 1)) };
}

function shown(props: AuthenticatorProps): Step {
  const isConfirm = props.step.startsWith('confirm') && !props.notice;
  return {
    title: isConfirm ? 'Confirm that it’s you' : 'Authenticator',
    part: AuthenticatorStep(props),
    page: AuthenticatorPage(props),
  };
}
