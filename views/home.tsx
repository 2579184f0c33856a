import { Fact } from './components/details.js';
import { Icon } from './components/icon.js';
import { Status } from './components/status.js';
import { Ago, Until } from './components/time.js';
import { Waiting } from './components/waiting.js';
import { brand } from './brand.js';
import { addressInWords } from './words/address.js';
import { durationInWords } from './words/time.js';

/** Who comes here has just deleted their account. */
export const ACCOUNT_DELETED = 'account-deleted';

interface SignedOutHomeProps {
  /** They were signed in, until that ended by itself. */
  sessionEnded: boolean;
  notice: typeof ACCOUNT_DELETED | undefined;
}

/** The home page for someone who isn't signed in. */
export const SignedOutHome = ({ sessionEnded, notice }: SignedOutHomeProps) => (
  <>
    {notice && (
      <Status kind="success" title="Your account has been deleted">
        <p>You are signed out everywhere.</p>
      </Status>
    )}
    {sessionEnded && (
      <Status kind="info" title="Your session has ended">
        <p>
          A session ends when nobody uses it for a while, and some hours after it began. To be sure
          that it is you, signing in asks for your password and code again.
        </p>
      </Status>
    )}
    <div class="hero">
      <div>
        <h1>Sign in, and keep no token in the browser</h1>
        <p>
          {brand.name} signs you in with Amazon Cognito. Its server keeps your tokens and calls the
          API for you.
        </p>
        <div class="actions">
          <a class="button primary" href="/auth/login">
            Sign in
          </a>
          <a class="button" href="/auth/signup">
            Sign up
          </a>
        </div>
      </div>
      <WhoHoldsWhat />
    </div>
    <ul class="promises">
      <li>
        <Icon name="lock" />
        <h2>No token in this browser</h2>
        <p>
          Sign in, then type <code>document.cookie</code> into the console of this page: it is
          empty. So is the local storage.
        </p>
      </li>
      <li>
        <Icon name="cookie" />
        <h2>One HttpOnly cookie</h2>
        <p>Your browser’s tools show it among the cookies: a random id, and nothing about you.</p>
      </li>
      <li>
        <Icon name="door" />
        <h2>Ended means ended</h2>
        <p>
          Sign out, then press Back: nothing private returns, and a copied cookie opens nothing.
        </p>
      </li>
    </ul>
  </>
);

const WhoHoldsWhat = () => (
  <ol class="flow">
    <li class="place">
      <Icon name="browser" />
      <strong>Your browser</strong>
      <span class="quiet">holds one cookie that no script can read</span>
    </li>
    <li class="way">cookie</li>
    <li class="place ours">
      <Icon name="server" />
      <strong>This server</strong>
      <span class="quiet">holds your tokens, sealed</span>
    </li>
    <li class="way">token</li>
    <li class="place">
      <Icon name="api" />
      <strong>Your API</strong>
      <span class="quiet">checks the token of each call</span>
    </li>
  </ol>
);

export interface SignedInHomeProps {
  name: string;
  /** Times are in ms since the epoch. */
  session: {
    readonly startedAt: number;
    readonly expiresAt: number;
    /** How long it lasts unused, in ms. */
    readonly idleMs: number;
    readonly browser: string;
    readonly address: string | undefined;
  };
  now: number;
}

/** The home page for someone who is signed in. */
export const SignedInHome = ({ name, session, now }: SignedInHomeProps) => (
  <>
    <div class="page-header">
      <h1>Welcome</h1>
      <p class="quiet">
        You are signed in as <strong id="signed-in-user">{name}</strong>
      </p>
    </div>
    <div class="cards">
      <CallTheApi />
      <ThisSession {...session} now={now} />
    </div>
  </>
);

const ThisSession = ({
  startedAt,
  expiresAt,
  idleMs,
  browser,
  address,
  now,
}: SignedInHomeProps['session'] & { now: number }) => (
  <section class="card session" id="this-session" aria-labelledby="this-session-title">
    <h2 id="this-session-title">This session</h2>
    <dl class="facts">
      <Fact term="Began">
        <Ago at={startedAt} now={now} />
      </Fact>
      <Fact term="Ends">
        <Until at={expiresAt} now={now} />, or once it is unused for {durationInWords(idleMs)}
      </Fact>
      <Fact term="Browser">{browser}</Fact>
      {address && <Fact term="Address">{addressInWords(address)}</Fact>}
    </dl>
    <form action="/auth/logout" method="post" class="actions" data-signs-out>
      <button class="button">Sign out</button>
    </form>
  </section>
);

const CallTheApi = () => (
  <section class="card" aria-labelledby="api-title">
    <h2 id="api-title">Your API</h2>
    <p class="quiet">
      The server calls it with your token, and shows what it says. The token stays on the server.
    </p>
    <form class="actions" action="/hello" hx-get="/hello" hx-target="#api-response">
      <button class="button primary">Call the API</button>
      <Waiting>Waiting for the API…</Waiting>
    </form>
    <div class="answer" id="api-response" aria-live="polite">
      <p class="blank">What the API says will stand here</p>
    </div>
  </section>
);
