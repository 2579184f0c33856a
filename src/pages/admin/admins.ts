import { Injectable } from '@nestjs/common';
import type { PoolUser } from '../../cognito/pool-user.js';
import { type DirectoryAnswer, UserDirectory } from '../../cognito/user-directory.js';
import { ADMINS } from '../../http/guards/groups.js';
import { OneAtATime } from '../../tokens/one-at-a-time.js';

/** What came of a change that may have left nobody to administrate. */
export type Guarded =
  | DirectoryAnswer<void>
  /** Then nobody could: it wasn't made. */
  | { readonly kind: 'refused'; readonly reason: 'last_admin' }
  /** Others were about such a change for too long: it wasn't made. */
  | { readonly kind: 'refused'; readonly reason: 'others_first' };

/** Who may administrate: the enabled ones in the group. docs/decisions/0022-the-last-administrator.md */
@Injectable()
export class Admins {
  constructor(
    private readonly directory: UserDirectory,
    private readonly oneAtATime: OneAtATime,
  ) {}

  /** All in the group, disabled ones too. */
  list(): Promise<DirectoryAnswer<PoolUser[]>> {
    return this.directory.members(ADMINS);
  }

  /**
   * Makes a change after which this user can't administrate any more, unless nobody else could then. Of two
   * who do so at once, the second looks when the first is done.
   *
   * @throws RequestFailed `provider_unavailable`, `session_store_unavailable`
   */
  async without(user: PoolUser, change: () => Promise<DirectoryAnswer<void>>): Promise<Guarded> {
    const outcome = await this.oneAtATime.do<Guarded>(ADMINS, async () => {
      const members = await this.list();
      if (members.kind === 'refused') return members;
      const enabled = members.value.filter((member) => member.enabled);
      const isLast = enabled.length === 1 && enabled[0]?.username === user.username;
      return isLast ? { kind: 'refused', reason: 'last_admin' } : change();
    });
    return outcome ?? { kind: 'refused', reason: 'others_first' };
  }
}
