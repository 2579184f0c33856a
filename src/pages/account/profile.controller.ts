import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import {
  CODE_NOTICE,
  type Open,
  OpenSetting,
  type Profile,
  PROFILE_NOTICES,
  ProfilePage,
} from '../../../views/account/profile.js';
import { isReadable } from '../../http/answers/page.js';
import { NeedsNoToken } from '../../http/guards/route-marks.js';
import { readForm } from '../../http/requests/form.js';
import { signedInOf } from '../../tokens/signed-in.js';
import { EmailChange } from './email-change.js';
import { NameChange } from './name-change.js';
import type { Came } from './profile-change.js';
import { StepAnswers } from './step-answers.js';

/** Tells the page that the form comes back once its person has confirmed: `kept-values.js` keeps what is in it. */
const KEEP_FORM = 'X-Keep-Form';

const wishSchema = z.enum(['name', 'email', 'code']);

const formSchema = z.discriminatedUnion('change', [
  z.object({ change: z.literal('name'), name: z.string() }),
  z.object({ change: z.literal('email'), email: z.string() }),
  z.object({ change: z.literal('code'), code: z.string() }),
]);

/** Who somebody is here, and how they change their name and their address. */
@NeedsNoToken()
@Controller('account')
export class ProfileController {
  constructor(
    private readonly names: NameChange,
    private readonly emails: EmailChange,
    private readonly answers: StepAnswers,
  ) {}

  /** As the session knows it: nothing is asked of Cognito. `?change=` opens what is to be changed. */
  @Get()
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    const wish = wishSchema.safeParse(request.query['change']).data;
    const open = wish && (await this.opened(wish, request));
    const profile = profileOf(request);
    const notice = this.answers.noticeFor(request, response, [...PROFILE_NOTICES, CODE_NOTICE]);
    const page = ProfilePage({ profile, open, notice });
    const part = open ? OpenSetting({ profile, open }) : page;
    this.answers.show(request, response, { title: titleOf(open), part, page });
  }

  @Post()
  async change(@Req() request: Request, @Res() response: Response): Promise<void> {
    const form = await readForm(request, response, formSchema);
    const came = await this.make(form, request);
    if (came.done !== undefined) {
      this.answers.leaveFor(request, response, came.next, came.done);
      return;
    }
    const { open } = came;
    if (mustConfirmFirst(open)) response.set(KEEP_FORM, '1');
    const profile = profileOf(request);
    const page = ProfilePage({ profile, open });
    const part = OpenSetting({ profile, open });
    this.answers.refuse(request, response, { title: titleOf(open), part, page });
  }

  private opened(wish: z.infer<typeof wishSchema>, request: Request): Promise<Open> {
    const signedIn = signedInOf(request);
    if (wish === 'name') return this.names.begin(signedIn);
    return this.emails.begin(signedIn, request.session, wish === 'code' ? 'code' : 'form');
  }

  private make(form: z.infer<typeof formSchema>, request: Request): Promise<Came> {
    const signedIn = signedInOf(request);
    switch (form.change) {
      case 'name':
        return this.names.make(signedIn, form.name);
      case 'email':
        return this.emails.mailCode(signedIn, request.session, form.email);
      case 'code':
        return this.emails.make(signedIn, request.session, form.code);
    }
  }
}

function profileOf(request: Request): Profile {
  const { sub, username, name, email, groups } = signedInOf(request).user;
  const { newEmail } = request.session;
  const signInName = isReadable(username) && username !== email ? username : undefined;
  return { name, signInName, email, newEmail, groups, ids: { sub, username } };
}

const mustConfirmFirst = ({ name, email }: Open) => (name ?? email)?.step === 'confirm-again';

function titleOf(open: Open | undefined): string {
  if (!open) return 'Profile';
  if (open.name) return 'Change your name';
  return open.email.step === 'code' ? 'Enter the code' : 'Change your e-mail address';
}
