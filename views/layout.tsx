import type { ComponentChildren } from 'preact';
import { brand } from './brand.js';
import { Foot } from './frame/foot.js';
import { Notices } from './frame/notices.js';
import { TopBar, type TopBarProps } from './frame/top-bar.js';

// 401 is answered with HX-Redirect, so there is nothing to swap; other failures are short notices
// that belong where the answer would have stood. No extension may be loaded, and the style sheet shows
// who waits.
const HTMX_CONFIG = JSON.stringify({
  noSwap: [204, 304, '401'],
  extensions: 'none',
  includeIndicatorCSS: false,
});

export interface LayoutProps extends TopBarProps {
  title: string;
  /** The address of the favicon. */
  mark: string;
  styles: string[];
  /** Modules, run in this order once the page is there. */
  scripts: string[];
  version: string;
  children: ComponentChildren;
}

/** The frame of every page. */
export const Layout = ({
  title,
  mark,
  styles,
  scripts,
  version,
  children,
  ...bar
}: LayoutProps) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>{`${title} · ${brand.name}`}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="htmx-config" content={HTMX_CONFIG} />
      <link rel="icon" href={mark} type="image/svg+xml" />
      {styles.map((href) => (
        <link key={href} rel="stylesheet" href={href} />
      ))}
      {scripts.map((src) => (
        <script key={src} src={src} type="module" />
      ))}
    </head>
    <body data-viewer={bar.viewer?.id}>
      <a class="skip-link" href="#main">
        Skip to content
      </a>
      <TopBar {...bar} />
      <main id="main" tabIndex={-1}>
        <div id="notices" />
        {children}
      </main>
      <Foot version={version} />
      <div id="session-notice" role="alert" />
      <p class="unseen" id="announcement" role="status" />
      <dialog class="dialog" id="dialog" aria-labelledby="dialog-title" />
      <Notices signedIn={bar.viewer !== undefined} />
    </body>
  </html>
);
