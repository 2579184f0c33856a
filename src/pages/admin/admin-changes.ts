import { Injectable } from '@nestjs/common';
import type { PoolUser } from '../../cognito/pool-user.js';
import { type DirectoryAnswer, UserDirectory } from '../../cognito/user-directory.js';
import { Failure, RequestFailed } from '../../http/failures/failure.js';
import { ADMINS } from '../../http/guards/groups.js';
import { type AdminChange, type EventFields, Events } from '../../telemetry/events.js';
import { SessionsOfUsers } from '../../tokens/sessions-of-users.js';
import type { SignedIn } from '../../tokens/signed-in.js';
import { Admins, type Guarded } from './admins.js';

/** A change of somebody by an administrator. */
export interface Wish {
  readonly change: Exclude<AdminChange, 'invite'>;
  readonly user: PoolUser;
  /** Which group is joined or left. */
  readonly group: string | undefined;
}

type Refused =
  | Extract<Guarded, { readonly kind: 'refused' }>
  /** Here or at Cognito, some sessions may be live. */
  | { readonly kind: 'refused'; readonly reason: 'not_everywhere' };

/** What came of it. `everywhere`: whether those sessions have ended that had to. */
export type Outcome = { readonly kind: 'done'; readonly everywhere: boolean } | Refused;

/** What came of an invitation. `joined`: whether they are in the group that was wished for. */
export type Invited =
  | { readonly kind: 'done'; readonly user: PoolUser; readonly joined: boolean }
  | Extract<DirectoryAnswer<PoolUser>, { readonly kind: 'refused' }>;

type Performed = { readonly kind: 'done' } | Refused;
type About = EventFields['admin.changed'];

/**
 * What somebody holds from before says more than they may do now, or may be in the wrong hands: their
 * sessions end (ASVS 5, 7.4.2 and 7.4.3).
 */
const ENDS_SESSIONS: ReadonlySet<AdminChange> = new Set([
  'disable',
  'leave',
  'reset-authenticator',
  'reset-password',
]);

/** Whether nobody is signed in as the user after such a change. */
export const endsSessions = (change: AdminChange): boolean =>
  change === 'sign-out' || ENDS_SESSIONS.has(change);

/** What administrators change. Each change is in the audit trail: who made it, and whom it is about. */
@Injectable()
export class AdminChanges {
  constructor(
    private readonly directory: UserDirectory,
    private readonly admins: Admins,
    private readonly sessions: SessionsOfUsers,
    private readonly events: Events,
  ) {}

  /** @throws RequestFailed `provider_unavailable`, `session_store_unavailable` */
  async make({ user: admin }: SignedIn, wish: Wish): Promise<Outcome> {
    const { change, user, group } = wish;
    const about = { by: admin.sub, sub: user.sub, change, group };
    const performed = await this.audited(
      about,
      () => this.perform(wish),
      () => user.sub,
    );
    if (performed.kind === 'refused') return performed;
    const everywhere = !ENDS_SESSIONS.has(change) || (await this.endSessions(user));
    return { kind: 'done', everywhere };
  }

  /**
   * Makes a user, and puts them into a group where one is named. They are made, whatever becomes of that.
   *
   * @throws RequestFailed `provider_unavailable`
   */
  async invite(signedIn: SignedIn, email: string, group: string): Promise<Invited> {
    const made = await this.audited<DirectoryAnswer<PoolUser>>(
      { by: signedIn.user.sub, sub: undefined, change: 'invite' },
      () => this.directory.invite(email),
      (answer) => (answer.kind === 'done' ? answer.value.sub : undefined),
    );
    if (made.kind === 'refused') return made;
    const { value: user } = made;
    return { kind: 'done', user, joined: group === '' || (await this.join(signedIn, user, group)) };
  }

  private async join(signedIn: SignedIn, user: PoolUser, group: string): Promise<boolean> {
    try {
      return (await this.make(signedIn, { change: 'join', user, group })).kind === 'done';
    } catch (error) {
      if (error instanceof RequestFailed) return false;
      throw error;
    }
  }

  private async perform({ change, user, group = '' }: Wish): Promise<Performed> {
    const { directory } = this;
    switch (change) {
      case 'disable':
        return this.admins.without(user, () => directory.disable(user));
      case 'enable':
        return directory.enable(user);
      case 'invite-again':
        return directory.inviteAgain(user);
      case 'join':
        return directory.join(user, group);
      case 'leave': {
        const leave = () => directory.leave(user, group);
        return group === ADMINS ? this.admins.without(user, leave) : leave();
      }
      case 'reset-authenticator':
        return directory.resetAuthenticator(user);
      case 'reset-password':
        return directory.resetPassword(user);
      case 'sign-out': {
        const everywhere = await this.endSessions(user);
        return everywhere ? { kind: 'done' } : { kind: 'refused', reason: 'not_everywhere' };
      }
    }
  }

  /**
   * Ends the sessions here and the sign-ins at Cognito, each though the other may fail. Who signs in while
   * this goes on has a refresh token that is dead, or got theirs after the change.
   */
  private async endSessions(user: PoolUser): Promise<boolean> {
    const [atCognito, here] = await Promise.allSettled([
      this.directory.signOut(user),
      this.sessions.endAll(user.sub),
    ]);
    for (const end of [atCognito, here]) {
      if (end.status === 'rejected' && !(end.reason instanceof RequestFailed)) throw end.reason;
    }
    if (atCognito.status === 'rejected' || here.status === 'rejected') return false;
    // Who is gone, or may not sign in, has no sign-in there that could end.
    return atCognito.value.kind === 'done' || atCognito.value.reason !== 'too_many_calls';
  }

  private async audited<Answer extends { kind: 'done' } | { kind: 'refused'; reason: string }>(
    about: About,
    make: () => Promise<Answer>,
    subOf: (answer: Answer) => string | undefined,
  ): Promise<Answer> {
    const refused = (reason: string) =>
      this.events.record('admin.change_refused', { ...about, reason });
    try {
      const answer = await make();
      if (answer.kind === 'refused') refused(answer.reason);
      else this.events.record('admin.changed', { ...about, sub: subOf(answer) });
      return answer;
    } catch (error) {
      refused(error instanceof Failure ? error.code : 'internal_error');
      throw error;
    }
  }
}
