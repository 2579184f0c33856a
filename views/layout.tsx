import type { ComponentChildren } from 'preact';
import { FailureNotice } from './failure.js';

// 401 is answered with HX-Redirect, so there is nothing to swap; other failures are short notices
// that belong where the answer would have stood. No extension may be loaded.
const HTMX_CONFIG = JSON.stringify({ noSwap: [204, 304, '401'], extensions: 'none' });

export interface LayoutProps {
  title: string;
  styles: string[];
  scripts: string[];
  children: ComponentChildren;
}

/** The frame of every page. */
export const Layout = ({ title, styles, scripts, children }: LayoutProps) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>{`${title} · cognito-bff`}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="htmx-config" content={HTMX_CONFIG} />
      <link rel="icon" href="data:," />
      {styles.map((href) => (
        <link key={href} rel="stylesheet" href={href} />
      ))}
      {scripts.map((src) => (
        <script key={src} src={src} defer />
      ))}
    </head>
    <body>
      <header>
        <a href="/" class="brand">
          cognito-bff
        </a>
      </header>
      <main>{children}</main>
      <template id="no-answer">
        <FailureNotice
          title="This site can’t be reached"
          advice="Check your connection, and try again in a moment."
          requestId={undefined}
        />
      </template>
    </body>
  </html>
);
