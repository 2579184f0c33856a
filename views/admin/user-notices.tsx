import { Status } from '../components/status.js';

const NOTICES = {
  'user-disable': ['success', 'This user is disabled', 'They are signed out everywhere.'],
  'user-enable': ['success', 'This user is enabled', 'They can sign in again.'],
  'user-invite': ['success', 'This user is invited', 'A temporary password is on its way to them.'],
  'user-invite-only': [
    'warning',
    'This user is invited, but in no group yet',
    'The group that you chose couldn’t be joined. Add them to one below.',
  ],
  'user-invite-again': ['success', 'The invitation is on its way', undefined],
  'user-join': [
    'success',
    'The group is added',
    'It counts from their next sign-in on, or sooner.',
  ],
  'user-leave': ['success', 'The group is removed', 'They are signed out everywhere.'],
  'user-reset-authenticator': [
    'success',
    'The authenticator is reset',
    'They are signed out everywhere. The next sign-in sets up another app.',
  ],
  'user-reset-password': [
    'success',
    'The password is reset',
    'They are signed out everywhere, and get a mail with a code.',
  ],
  'user-sign-out': ['success', 'All sessions have ended', undefined],
  'user-changed-only': [
    'warning',
    'The change is made, but not all sessions could be ended',
    'End all sessions below once more, in a moment.',
  ],
} as const;

/** How a change of somebody went. */
export type UserNotice = keyof typeof NOTICES;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of the table above, and no others
export const USER_NOTICES = Object.keys(NOTICES) as UserNotice[];

export function UserNoticeStatus({ notice }: { notice: UserNotice }) {
  const [kind, title, text] = NOTICES[notice];
  return (
    <Status kind={kind} title={title}>
      {text && <p>{text}</p>}
    </Status>
  );
}
