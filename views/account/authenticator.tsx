import { brand } from '../brand.js';
import { Field, type FieldProblem, Form } from '../components/form.js';
import { Status } from '../components/status.js';
import { Confirm } from './confirm.js';
import { AccountFrame } from './frame.js';
import { StillElsewhere } from './still-elsewhere.js';

/** How a change of the authenticator went. */
export const AUTHENTICATOR_NOTICES = [
  'authenticator-replaced',
  'authenticator-replaced-only',
] as const;
type AuthenticatorNotice = (typeof AUTHENTICATOR_NOTICES)[number];

/** A secret, as an app takes it. */
export interface NewApp {
  /** In Base32, as it is typed. */
  readonly secret: string;
  /** The QR code of its address, row by row: which fields are dark. */
  readonly rows: readonly (readonly boolean[])[];
}

export interface AuthenticatorProps {
  /** What can be done now: confirm first, or once more, ask for a secret, or give a code of it. */
  step: 'confirm' | 'confirm-again' | 'begin' | 'code';
  /** Where it was asked for just now: it is shown this once. */
  app?: NewApp;
  problems?: readonly FieldProblem[];
  notice?: AuthenticatorNotice | undefined;
}

const PATH = '/account/authenticator';
const QUIET_ZONE = 4; // ISO/IEC 18004: fields on each side

/** What authenticator apps read: https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
export function addressOfApp(secret: string, account: string): string {
  const label = `${encodeURIComponent(brand.name)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?${new URLSearchParams({ secret, issuer: brand.name })}`;
}

export const AuthenticatorPage = (props: AuthenticatorProps) => (
  <AccountFrame
    section="authenticator"
    title="Authenticator"
    about="The app whose codes you sign in with, beside your password."
  >
    <AuthenticatorStep {...props} />
    <section aria-labelledby="lost-title">
      <h2 id="lost-title">If you have lost it</h2>
      <p class="quiet">
        Without a code you can’t confirm that it’s you. Ask an administrator to reset your
        authenticator: then the next sign-in lets you set up a new one.
      </p>
    </section>
  </AccountFrame>
);

/** What is swapped in for the form once it was sent. */
export const AuthenticatorStep = ({ step, app, problems = [], notice }: AuthenticatorProps) => (
  <>
    {notice && <Notice notice={notice} />}
    {step === 'begin' && (
      <Form action={PATH} submit="Set up a new app">
        <p>
          You get a QR code for the new app. The old one shows good codes until you have entered one
          of the new. Then you are signed out everywhere else.
        </p>
        <input type="hidden" name="step" value="begin" />
      </Form>
    )}
    {step === 'code' && <CodeForm app={app} problems={problems} />}
    {(step === 'confirm' || step === 'confirm-again') && (
      <Confirm returnTo={PATH} hasEnded={step === 'confirm-again'} />
    )}
  </>
);

interface CodeFormProps {
  app: NewApp | undefined;
  problems: readonly FieldProblem[];
}

const CodeForm = ({ app, problems }: CodeFormProps) => (
  <>
    {app && <Secret {...app} />}
    <Form action={PATH} submit="Use this app" cancel={PATH} problems={problems}>
      <input type="hidden" name="step" value="code" />
      <Field
        name="code"
        label="Code from the new app"
        hint="Six digits. They change every half a minute."
        autocomplete="one-time-code"
        inputMode="numeric"
        problems={problems}
      />
    </Form>
  </>
);

const Secret = ({ secret, rows }: NewApp) => (
  <div class="stack" id="new-app">
    <p>Scan this with the new app, or type the key.</p>
    <QrCode rows={rows} />
    <p>
      <span class="quiet">Key</span>{' '}
      <code class="identifier" id="new-app-secret">
        {secret}
      </code>
    </p>
  </div>
);

/** Drawn by itself, as no picture may be in a page that has no address. Dark on light in the dark too. */
function QrCode({ rows }: Pick<NewApp, 'rows'>) {
  const size = rows.length + 2 * QUIET_ZONE;
  const dark = rows.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x + QUIET_ZONE} ${y + QUIET_ZONE}h1v1h-1z`] : [])),
  );
  return (
    <svg
      class="qr-code"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label="QR code of the key below"
      shape-rendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={dark.join('')} fill="#000" />
    </svg>
  );
}

const Notice = ({ notice }: { notice: AuthenticatorNotice }) =>
  notice === 'authenticator-replaced' ? (
    <Status kind="success" title="Your new app is set up">
      <p>
        Delete the old one’s entry: its codes aren’t taken any more. You are signed out everywhere
        else.
      </p>
    </Status>
  ) : (
    <StillElsewhere title="Your new app is set up" />
  );
