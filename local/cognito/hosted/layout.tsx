import type { ComponentChildren, InputHTMLAttributes, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { describePolicy } from '../password-policy.js';
import type { PoolSettings } from '../pool-settings.js';
import type { Fault } from './fault.js';
import { languageOf, type Language, type Say } from './language.js';
import type { Sentence } from './translations.js';

interface PageProps {
  title: string;
  language?: Language;
  children: ComponentChildren;
}

/** The frame of every hosted page. It must not be taken for the product, or for AWS. */
export const Page = ({ title, language = languageOf(), children }: PageProps) => (
  <html lang={language.tag}>
    <head>
      <meta charset="utf-8" />
      <title>{`${title} · Local Cognito`}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href="/assets/local.css" />
      <script src="/assets/local.js" defer></script>
    </head>
    <body {...inside(language, language.spoken)}>
      <header>
        <strong>Local Cognito</strong>
        <span>{language.say('stands in for Amazon Cognito on this machine')}</span>
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

/** Says the language of a part, where the page's is another (WCAG 3.1.2). */
export const inside = ({ tag }: Language, spoken: string): { lang?: string } =>
  spoken === tag ? {} : { lang: spoken };

interface FieldOwnProps {
  label: string;
  name: string;
  /** What was wrong the last time; the page says it in `#error`. */
  error: Fault | undefined;
}
type FieldProps = FieldOwnProps & InputHTMLAttributes;

export const Field = ({ label, error, ...input }: FieldProps) => (
  <label>
    {label}
    <input
      required
      aria-invalid={error?.fields.has(input.name) ? 'true' : undefined}
      aria-describedby={error?.fields.has(input.name) ? 'error' : undefined}
      {...input}
    />
  </label>
);

/** What the fields below have in common. */
interface SpokenProps {
  say: Say;
  error: Fault | undefined;
}

/** Which keyboard a telephone shows for what people sign in with. */
const KEYBOARDS: Partial<Record<Sentence, 'email' | 'tel'>> = {
  'E-mail address': 'email',
  'Phone number': 'tel',
};

export const NameField = ({
  say,
  label,
  typed,
  error,
}: SpokenProps & { label: Sentence; typed: string }) => (
  <Field
    label={say(label)}
    error={error}
    name="username"
    inputMode={KEYBOARDS[label] ?? 'text'}
    autocomplete="username"
    autocapitalize="none"
    value={typed}
    autofocus={typed === ''}
  />
);

interface NewPasswordProps extends SpokenProps {
  policy: PoolSettings['Policies']['PasswordPolicy'];
  label?: Sentence;
  autofocus?: boolean;
}

/** Shown by the script that it is for. */
export const ShowPassword = ({ say }: { say: Say }) => (
  <label hidden>
    <input type="checkbox" data-shows="password" />
    {say('Show what I type')}
  </label>
);

/** A way back for who isn't the one that a page takes them for. */
export const AnotherAccount = ({ say, query }: { say: Say; query: string }) => (
  <p>
    <a href={`/login?${query}`}>{say('Use another account')}</a>
  </p>
);

/** Where to read what was mailed, beside the form that asks for it. */
export const MailsLink = ({ say }: { say: Say }) => (
  <a href="/_local/mails" target="_blank" rel="noopener">
    {say('Here, mails are read on this page.')}
  </a>
);

/** With the pool's policy beneath it. */
export const NewPasswordField = ({
  say,
  error,
  policy,
  label = 'New password',
  autofocus,
}: NewPasswordProps) => (
  <>
    <Field
      label={say(label)}
      name="password"
      type="password"
      autocomplete="new-password"
      error={error}
      aria-describedby={error?.fields.has('password') ? 'error policy' : 'policy'}
      autofocus={autofocus}
    />
    <ShowPassword say={say} />
    <p>
      <small id="policy">
        {isUsual(policy)
          ? say(
              'At least 8 characters, with an uppercase and a lowercase letter, a number and a symbol.',
            )
          : describePolicy(policy)}
      </small>
    </p>
  </>
);

const isUsual = (policy: NewPasswordProps['policy']): boolean =>
  policy.MinimumLength === 8 &&
  policy.RequireLowercase &&
  policy.RequireUppercase &&
  policy.RequireNumbers &&
  policy.RequireSymbols;

/** Six digits, typed by hand or filled in by the phone. */
export const CodeField = ({ say, label, error }: SpokenProps & { label: string }) => (
  <Field
    label={label}
    error={error}
    name="code"
    inputMode="numeric"
    autocomplete="one-time-code"
    pattern="(?: *[0-9]){6} *"
    title={say('six digits')}
    maxLength={12}
    autofocus
  />
);

export const renderPage = (page: VNode): string => `<!doctype html>${renderToString(page)}`;
