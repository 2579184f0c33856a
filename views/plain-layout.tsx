import type { ComponentChildren } from 'preact';
import { brand } from './brand.js';

/** A page that asks the server for nothing more, not even a favicon. */
export const PlainLayout = (props: { title: string; children: ComponentChildren }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>{`${props.title} · ${brand.name}`}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <link rel="icon" href="data:," />
    </head>
    <body>
      <main>{props.children}</main>
    </body>
  </html>
);
