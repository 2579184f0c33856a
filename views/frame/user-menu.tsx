import { Icon } from '../components/icon.js';
import type { Viewer } from './viewer.js';

/**
 * Who is signed in, and what is theirs.
 *
 * Signing out ends at Cognito, where `form-action` lets no form of most pages lead. So htmx sends it and
 * goes there by script; without scripts the button leads to the home page, whose own form may.
 * docs/decisions/0013-form-action-by-page.md
 */
export const UserMenu = ({ viewer, hasAccount }: { viewer: Viewer; hasAccount: boolean }) => (
  <details class="menu user-menu" data-private>
    <summary>
      <span class="initial" aria-hidden="true">
        {String.fromCodePoint(viewer.name.codePointAt(0) ?? 0x20)}
      </span>
      <span class="who">{viewer.name}</span>
      <span class="unseen">Your menu</span>
      <Icon name="chevron" />
    </summary>
    <div>
      <p>
        <span class="quiet small">Signed in as</span>
        <br />
        {viewer.name}
      </p>
      {hasAccount && (
        <>
          <a href="/account">Account</a>
          <a href="/account/sessions">Sessions</a>
        </>
      )}
      <form action="/#this-session" hx-post="/auth/logout" hx-target="#notices" data-signs-out>
        <button>Sign out</button>
      </form>
    </div>
  </details>
);
