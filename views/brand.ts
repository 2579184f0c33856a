/** A colour on a light page and on a dark one, as `#rrggbb`. */
export type Shades = readonly [light: string, dark: string];

interface FooterLink {
  readonly label: string;
  readonly href: string;
}

/**
 * What makes the product yours: its name, its mark, its colours, and what the footer links to. Pages,
 * titles, the favicon and the style sheet take them from here. Nothing that is stored does: cookies and
 * keys keep their names whatever this file says, and changing it signs nobody out.
 */
export const brand = {
  name: 'cognito-bff',

  /**
   * A path, drawn in white on a tile of the accent colour, in a square of 32; or a whole SVG of your own. That one is
   * square, and has its colours as attributes: a style in it is refused by the policy of the pages.
   */
  mark: 'M16 7a5.5 5.5 0 0 0-3 10.11L11.5 25h9L19 17.11A5.5 5.5 0 0 0 16 7Z',

  /** At the end of each page, after the version: your imprint, privacy notice, documentation. */
  footerLinks: [] as readonly FooterLink[],

  /** A test holds each to the contrast that what it is for asks of it. */
  colours: {
    /** Behind everything. */
    canvas: ['#fafafa', '#0d0e11'],
    /** Cards, menus, fields. */
    surface: ['#ffffff', '#16181d'],
    /** What lies lower than a card: code, what the pointer is on. */
    sunken: ['#f1f1f4', '#22252c'],
    /** Lines that only divide. */
    line: ['#e3e4e8', '#2c2f38'],
    /** The borders of what one can use. */
    control: ['#83868f', '#747a88'],
    text: ['#16181d', '#eceef2'],
    /** Text that steps back. */
    quiet: ['#5c606b', '#a3a8b4'],
    /** The one thing to do on a page. */
    accent: ['#4a45d6', '#5f5ee6'],
    'accent-hover': ['#3b36b8', '#5552d9'],
    'on-accent': ['#ffffff', '#ffffff'],
    /** Links and the ring of the focus. */
    link: ['#4340c4', '#a9acff'],
    danger: ['#b3261e', '#ff9b93'],
    'danger-fill': ['#b3261e', '#c8372d'],
    'danger-fill-hover': ['#93201a', '#b03027'],
    success: ['#146c43', '#62cf9a'],
    warning: ['#7d5200', '#f0bd62'],
  },
} satisfies { colours: Record<string, Shades> } & Record<string, unknown>;

/** The colours as CSS variables. `light-dark()` picks by the `color-scheme` of the page. */
export function brandCss(): string {
  const variables = Object.entries(brand.colours).map(
    ([name, [light, dark]]) => `  --${name}: light-dark(${light}, ${dark});`,
  );
  return `:root {\n  color-scheme: light dark;\n${variables.join('\n')}\n}\n`;
}

/** The mark as a picture: favicon and logo. It looks the same on light and dark, for it brings its own ground. */
export const brandMark = (): string =>
  brand.mark.startsWith('<svg') ? brand.mark : onTile(brand.mark);

const onTile = (path: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">` +
  `<rect width="32" height="32" rx="8" fill="${brand.colours.accent[0]}"/>` +
  `<path d="${path}" fill="${brand.colours['on-accent'][0]}"/></svg>`;
