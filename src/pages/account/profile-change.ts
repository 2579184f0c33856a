import type { CODE_NOTICE, Open, ProfileNotice } from '../../../views/account/profile.js';

/** What came of a form of the profile: another look at it, or the page to go on with and its notice. */
export type Came =
  | { readonly open: Open; readonly done?: never }
  | { readonly done: ProfileNotice | typeof CODE_NOTICE; readonly next: string };
