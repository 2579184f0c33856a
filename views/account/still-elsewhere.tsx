import { Status } from '../components/status.js';

/** A change was made, and the person's other sessions could not be ended with it. */
export const StillElsewhere = ({ title }: { title: string }) => (
  <Status kind="warning" title={title}>
    <p>
      But you couldn’t be signed out elsewhere. Look at your{' '}
      <a href="/account/sessions">sessions</a>, and sign out of all others.
    </p>
  </Status>
);
