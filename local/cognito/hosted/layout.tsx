import type { ComponentChildren, InputHTMLAttributes, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

/** The frame of every hosted page. It must not be taken for the product, or for AWS. */
export const Page = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>{`${title} · Local Cognito`}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href="/assets/pico.css" />
      <link rel="stylesheet" href="/assets/local.css" />
    </head>
    <body>
      <header>
        <strong>Local Cognito</strong>
        <span>stands in for Amazon Cognito on this machine</span>
      </header>
      <main>
        <article>
          <h1>{title}</h1>
          {children}
        </article>
      </main>
    </body>
  </html>
);

interface FieldOwnProps {
  label: string;
  /** What was wrong the last time; the page says it in `#error`. */
  error: string | undefined;
}
type FieldProps = FieldOwnProps & InputHTMLAttributes;

export const Field = ({ label, error, ...input }: FieldProps) => (
  <label>
    {label}
    <input
      required
      aria-invalid={error === undefined ? undefined : 'true'}
      aria-describedby={error === undefined ? undefined : 'error'}
      {...input}
    />
  </label>
);

export const AddressField = ({ typed, ...props }: { typed: string; error: string | undefined }) => (
  <Field
    label="E-mail address"
    name="username"
    inputMode="email"
    autocomplete="username"
    autocapitalize="none"
    value={typed}
    autofocus={typed === ''}
    {...props}
  />
);

interface NewPasswordProps {
  error: string | undefined;
  label?: string;
  autofocus?: boolean;
}

/** With the pool's policy beneath it. */
export const NewPasswordField = ({
  error,
  label = 'New password',
  autofocus,
}: NewPasswordProps) => (
  <>
    <Field
      label={label}
      name="password"
      type="password"
      autocomplete="new-password"
      error={error}
      aria-describedby={error === undefined ? 'policy' : 'error policy'}
      autofocus={autofocus}
    />
    <p>
      <small id="policy">
        At least 8 characters, with an uppercase and a lowercase letter, a number and a symbol.
      </small>
    </p>
  </>
);

/** Six digits, typed by hand or filled in by the phone. */
export const CodeField = ({ label, error }: FieldProps) => (
  <Field
    label={label}
    error={error}
    name="code"
    inputMode="numeric"
    autocomplete="one-time-code"
    pattern="[0-9]{6}"
    title="six digits"
    maxLength={6}
    autofocus
  />
);

export const renderPage = (page: VNode): string => `<!doctype html>${renderToString(page)}`;
