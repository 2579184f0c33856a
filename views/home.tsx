/** The home page for someone who isn't signed in, and perhaps was until `sessionEnded` by itself. */
export const SignedOutHome = ({ sessionEnded }: { sessionEnded: boolean }) => (
  <>
    {sessionEnded && (
      <article>
        <div role="status">
          <p>
            <strong>Your session has ended</strong>
          </p>
          <p>
            A session ends when it hasn’t been used for a while, and some hours after it began. To
            be sure that it is you, signing in will ask for your password and code.
          </p>
        </div>
      </article>
    )}
    <hgroup>
      <h1>Welcome</h1>
      <p>Your browser never holds a token here: the server keeps them behind one cookie.</p>
    </hgroup>
    <div class="actions">
      <a class="button" href="/auth/login">
        Sign in
      </a>
      <a class="button secondary" href="/auth/signup">
        Sign up
      </a>
    </div>
  </>
);

/** The home page for someone who is signed in as `name`. */
export const SignedInHome = ({ name }: { name: string }) => (
  <>
    <hgroup>
      <h1>Hello</h1>
      <p>
        This session belongs to <strong id="signed-in-user">{name}</strong>
      </p>
    </hgroup>
    <div class="actions">
      <form action="/hello" hx-get="/hello" hx-target="#api-response" hx-indicator="#api-waiting">
        <button>Call the API</button>
      </form>
      <form action="/auth/logout" method="post">
        <button class="secondary">Sign out</button>
      </form>
      <span id="api-waiting" class="htmx-indicator" aria-busy="true">
        Waiting for the API
      </span>
    </div>
    <div id="api-response" aria-live="polite" />
  </>
);
