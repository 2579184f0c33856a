import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { pathOfUser } from '../../../views/admin/user-in-words.js';
import { InviteForm, InvitePage, type InviteProps, UsersPage } from '../../../views/admin/users.js';
import { DIRECTORY_REFUSALS } from '../../cognito/directory-refusals.js';
import {
  type Beginning,
  type DirectoryAnswer,
  UserDirectory,
  type UserList,
} from '../../cognito/user-directory.js';
import { NoticeCookie } from '../../http/answers/notice-cookie.js';
import { sendFragment, sendPage } from '../../http/answers/page.js';
import { Groups } from '../../http/guards/route-marks.js';
import { readForm } from '../../http/requests/form.js';
import { wantsFragment } from '../../http/requests/request-kind.js';
import { signedInOf } from '../../tokens/signed-in.js';
import { AdminChanges } from './admin-changes.js';
import { groupName } from './group-name.js';
import { needed } from './refusals.js';

const PATH = '/admin/users';
const REFUSED_FORM = 422;
/** Where a search looks, one after another, until there is somebody. */
const SEARCHED = ['email', 'username', 'sub'] as const;

const PAGE_GONE = 'This page of the list can’t be had any more';

const attributeSchema = z.enum(SEARCHED).optional().catch(undefined);
const textSchema = z.string().catch('');
const formSchema = z.object({ email: z.string(), group: groupName });

/** All users: who they are, and one more of them. */
@Groups('admins')
@Controller(PATH)
export class UsersController {
  constructor(
    private readonly directory: UserDirectory,
    private readonly changes: AdminChanges,
    private readonly notices: NoticeCookie,
  ) {}

  /** With `do=invite`, the form for one more. */
  @Get()
  async page(@Query() query: Record<string, unknown>, @Res() response: Response): Promise<void> {
    if (query['do'] === 'invite') await this.sendForm(response, {});
    else await this.sendList(response, query);
  }

  @Post()
  async invite(@Req() request: Request, @Res() response: Response): Promise<void> {
    const form = await readForm(request, response, formSchema);
    const email = form.email.trim();
    if (email === '') {
      await this.refuse(form, 'Enter an e-mail address', request, response);
      return;
    }
    const outcome = await this.changes.invite(signedInOf(request), email, form.group);
    if (outcome.kind === 'refused') {
      await this.refuse(form, DIRECTORY_REFUSALS[outcome.reason], request, response);
      return;
    }
    this.notices.leave(response, outcome.joined ? 'user-invite' : 'user-invite-only');
    const next = pathOfUser(outcome.user);
    if (wantsFragment(request)) response.status(200).set('HX-Redirect', next).end();
    else response.redirect(303, next);
  }

  private async refuse(
    form: z.infer<typeof formSchema>,
    message: string,
    request: Request,
    response: Response,
  ): Promise<void> {
    response.status(REFUSED_FORM);
    const refused = { ...form, problems: [{ field: 'email', message }] };
    if (!wantsFragment(request)) return this.sendForm(response, refused);
    const groups = needed(await this.directory.groups());
    sendFragment(response, InviteForm({ ...refused, groups }));
  }

  private async sendForm(response: Response, form: Omit<InviteProps, 'groups'>): Promise<void> {
    const groups = needed(await this.directory.groups());
    sendPage(response, 'Invite somebody', InvitePage({ ...form, groups }), { section: 'admin' });
  }

  private async sendList(response: Response, query: Record<string, unknown>): Promise<void> {
    const search = textSchema.parse(query['search']).trim();
    const token = textSchema.parse(query['page']) || undefined;
    const { by, answer } = await this.look(search, attributeSchema.parse(query['by']), token);
    const shown = { search, isLater: token !== undefined, now: Date.now() };
    if (answer.kind === 'refused' && answer.reason === 'search_not_accepted') {
      // Which of the two it doesn't take, Cognito says in words alone. A search with pages was taken before.
      const problem = token ? PAGE_GONE : DIRECTORY_REFUSALS.search_not_accepted;
      response.status(REFUSED_FORM);
      const page = UsersPage({ ...shown, users: [], next: undefined, problem });
      sendPage(response, 'Users', page, { section: 'admin' });
      return;
    }
    const { users, next: page } = needed(answer);
    const next = page && `${PATH}?${new URLSearchParams({ ...(search && { search, by }), page })}`;
    sendPage(response, 'Users', UsersPage({ ...shown, users, next }), { section: 'admin' });
  }

  /** What is there by the one attribute, or by the first that finds somebody. */
  private async look(
    search: string,
    wanted: Beginning['attribute'] | undefined,
    token: string | undefined,
  ) {
    const [first, ...others] = wanted ? [wanted] : SEARCHED;
    const ask = (by: Beginning['attribute']) =>
      this.directory.list(search === '' ? undefined : { attribute: by, value: search }, token);
    let found = { by: first, answer: await ask(first) };
    if (search === '' || token !== undefined) return found;
    for (const by of others) {
      if (!isEmpty(found.answer)) break;
      found = { by, answer: await ask(by) };
    }
    return found;
  }
}

/** Nobody, and nobody further on. */
const isEmpty = (answer: DirectoryAnswer<UserList>): boolean =>
  answer.kind === 'done' && answer.value.users.length === 0 && answer.value.next === undefined;
