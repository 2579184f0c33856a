import { Status } from '../components/status.js';

/** What the scripts of a page may have to say. It comes along with each page, for then nobody can be asked. */
export const Notices = ({ signedIn }: { signedIn: boolean }) => (
  <>
    <template id="no-answer">
      <Status kind="danger" title="This site can’t be reached">
        <p>Check your connection, and try again in a moment.</p>
      </Status>
    </template>
    {signedIn && <SessionNotices />}
  </>
);

/** `session-end.js` says when each is shown. */
const SessionNotices = () => (
  <>
    <template id="session-idle">
      <p>
        Are you still there? Your session ends in <Countdown />.
      </p>
      <button type="button" class="button primary" data-stays>
        Stay signed in
      </button>
    </template>
    <template id="session-over">
      <p>
        Your session ends in <Countdown />: it can’t last any longer. What you have typed is kept.
      </p>
      <a class="button" href="/auth/login?prompt=login" data-returns-here>
        Sign in again now
      </a>
    </template>
    <template id="session-ended" data-title="Your session has ended">
      <div class="narrow stack">
        <div class="page-header">
          <h1 tabIndex={-1}>Your session has ended</h1>
          <p class="quiet">
            A session ends when nobody uses it for a while, some hours after it began, or when it is
            ended elsewhere. What was on this page is hidden now. Sign in, and you are back on it.
          </p>
        </div>
        <div data-if-kept hidden>
          <Status kind="info" title="What you typed isn’t lost">
            <p>This tab keeps it, without passwords, and offers it to you once you are back.</p>
          </Status>
        </div>
        <div class="actions">
          <a class="button primary" href="/auth/login" data-returns-here>
            Sign in again
          </a>
        </div>
      </div>
    </template>
    <template id="kept-values">
      <Status kind="info" title="You typed something here before your session ended">
        <div class="actions">
          <button type="button" class="button" data-fills-in>
            Fill it in again
          </button>
          <button type="button" class="button quiet" data-forgets>
            Discard it
          </button>
        </div>
      </Status>
    </template>
    <template id="kept-elsewhere">
      <Status kind="info" title="What you typed is kept">
        <p>Open the form again, and it is offered to you.</p>
      </Status>
    </template>
  </>
);

/** Read out once, as a round number: the seconds that go by are for the eyes alone. */
const Countdown = () => (
  <>
    <strong data-countdown aria-hidden="true" />
    <span class="unseen" data-countdown-in-words />
  </>
);
