import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { JoinForm, type JoinFormProps } from '../../../views/admin/groups.js';
import { QuestionForm, questionOf, QuestionPage } from '../../../views/admin/questions.js';
import { addressedAs, nameOfUser, pathOfUser } from '../../../views/admin/user-in-words.js';
import { USER_NOTICES, type UserNotice } from '../../../views/admin/user-notices.js';
import { UserPage } from '../../../views/admin/user.js';
import { browserInWords } from '../../../views/words/browser.js';
import { isUsername, type PoolUserDetails } from '../../cognito/pool-user.js';
import { UserDirectory } from '../../cognito/user-directory.js';
import { NoticeCookie } from '../../http/answers/notice-cookie.js';
import { sendFragment, sendPage } from '../../http/answers/page.js';
import { RequestFailed } from '../../http/failures/failure.js';
import { Groups } from '../../http/guards/route-marks.js';
import { readForm } from '../../http/requests/form.js';
import { wantsFragment } from '../../http/requests/request-kind.js';
import { SessionsOfUsers } from '../../tokens/sessions-of-users.js';
import { signedInOf } from '../../tokens/signed-in.js';
import { AdminChanges, endsSessions, type Wish } from './admin-changes.js';
import { groupName } from './group-name.js';
import { CHANGE_REFUSALS, needed } from './refusals.js';

const REFUSED_FORM = 422;

const OF_USER = [
  'disable',
  'enable',
  'invite-again',
  'reset-authenticator',
  'reset-password',
  'sign-out',
] as const;
const formSchema = z.discriminatedUnion('do', [
  z.object({ do: z.enum(OF_USER) }).transform((form) => ({ ...form, group: undefined })),
  z.object({ do: z.enum(['join', 'leave']), group: groupName }),
]);

interface PageState {
  notice?: UserNotice | undefined;
  join?: Pick<JoinFormProps, 'chosen' | 'problems'>;
}

/** One user: how they stand, and what can be done about them. */
@Groups('admins')
@Controller('admin/users/:username')
export class UserController {
  constructor(
    private readonly directory: UserDirectory,
    private readonly changes: AdminChanges,
    private readonly sessions: SessionsOfUsers,
    private readonly notices: NoticeCookie,
  ) {}

  /** With `do`, the question before that change: in the dialog, or as a page. */
  @Get()
  async page(
    @Param('username') name: string,
    @Query() query: Record<string, unknown>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const user = await this.find(name);
    if (name !== addressedAs(user)) {
      response.redirect(pathOfUser(user)); // an address is somebody else's once it has moved on
      return;
    }
    const question = questionOf(user, query['do'], query['group']);
    if (!question) {
      const notice = this.notices.take(request, response, USER_NOTICES);
      await this.send(response, user, { notice });
    } else if (wantsFragment(request)) sendFragment(response, QuestionPage({ question }));
    else sendPage(response, question.title, QuestionPage({ question }), { section: 'admin' });
  }

  @Post()
  async change(
    @Param('username') name: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { do: change, group } = await readForm(request, response, formSchema);
    const user = await this.find(name);
    if (name !== addressedAs(user)) throw new RequestFailed('user_gone');
    const wish = { change, user, group };
    if (change === 'join' && group === '') {
      await this.refuse(wish, 'Choose a group', request, response);
      return;
    }
    const signedIn = signedInOf(request);
    const outcome = await this.changes.make(signedIn, wish);
    if (outcome.kind === 'refused') {
      await this.refuse(wish, CHANGE_REFUSALS[outcome.reason], request, response);
      return;
    }
    // Who has ended their own sessions sees what is left: the home page of somebody who is signed out.
    const isOwnEnd = endsSessions(change) && user.sub === signedIn.user.sub;
    if (!isOwnEnd) {
      this.notices.leave(response, outcome.everywhere ? `user-${change}` : 'user-changed-only');
    }
    const next = isOwnEnd ? '/' : pathOfUser(user);
    if (wantsFragment(request)) response.status(200).set('HX-Redirect', next).end();
    else response.redirect(303, next);
  }

  private async find(name: string): Promise<PoolUserDetails> {
    if (!isUsername(name)) throw new RequestFailed('user_gone'); // which nobody ever was
    return needed(await this.directory.find(name));
  }

  /** The form again, with what is wrong and what was chosen. */
  private async refuse(
    { change, group, user }: Wish & { user: PoolUserDetails },
    message: string,
    request: Request,
    response: Response,
  ): Promise<void> {
    response.status(REFUSED_FORM);
    const isFragment = wantsFragment(request);
    const question = questionOf(user, change, group);
    if (question && isFragment) {
      sendFragment(response, QuestionForm({ question, problem: message }));
    } else if (question) {
      const page = QuestionPage({ question, problem: message });
      sendPage(response, question.title, page, { section: 'admin' });
    } else {
      const join = { chosen: group, problems: [{ field: 'group', message }] };
      if (!isFragment) return this.send(response, user, { join });
      const { others: groups } = await this.groupsOf(user);
      sendFragment(response, JoinForm({ user, groups, ...join }));
    }
  }

  private async send(
    response: Response,
    user: PoolUserDetails,
    { notice, join }: PageState,
  ): Promise<void> {
    const [{ own: groups, others: otherGroups }, listed] = await Promise.all([
      this.groupsOf(user),
      this.sessions.list(user.sub),
    ]);
    const sessions = listed.map(({ browser, ...session }) => ({
      ...session,
      browser: browserInWords(browser),
    }));
    const now = Date.now();
    const page = UserPage({ user, groups, otherGroups, sessions, now, notice, join });
    sendPage(response, nameOfUser(user), page, { section: 'admin' });
  }

  private async groupsOf(user: PoolUserDetails): Promise<{ own: string[]; others: string[] }> {
    const [all, own] = await Promise.all([
      this.directory.groups().then(needed),
      this.directory.groupsOf(user).then(needed),
    ]);
    return { own, others: all.filter((group) => !own.includes(group)) };
  }
}
