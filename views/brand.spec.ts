import { brand, brandCss, brandMark, type Shades } from './brand.js';

type Colour = keyof typeof brand.colours;

/** What is read on what; WCAG 2.2, 1.4.3. */
const GROUNDS: Colour[] = ['canvas', 'surface', 'sunken'];
const TEXTS: Colour[] = ['text', 'quiet', 'link', 'danger', 'success', 'warning'];
const onGrounds = (names: Colour[], grounds: Colour[]) =>
  names.flatMap((name) => grounds.map((ground): [Colour, Colour] => [name, ground]));
const READ: [Colour, Colour][] = [
  ...onGrounds(TEXTS, GROUNDS),
  ...onGrounds(['on-accent'], ['accent', 'accent-hover', 'danger-fill', 'danger-fill-hover']),
];
/** What shows where something to use begins, and where the focus is; WCAG 2.2, 1.4.11. */
const SEEN = onGrounds(['control', 'accent', 'link'], ['canvas', 'surface']);

describe('the brand', () => {
  it.each(READ)('%s can be read on %s, in the light and in the dark', (text, ground) => {
    expect(Math.min(...contrasts(text, ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(SEEN)('%s can be seen on %s, in the light and in the dark', (line, ground) => {
    expect(Math.min(...contrasts(line, ground))).toBeGreaterThanOrEqual(3);
  });

  it('gives the style sheet each colour', () => {
    const css = brandCss();
    for (const [name, shades] of Object.entries(brand.colours)) {
      expect(css).toContain(`--${name}: light-dark(${shades.join(', ')});`);
    }
  });

  it('has a mark: a picture of its own, or a path on a tile of the accent colour', () => {
    expect(brandMark()).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^]+<\/svg>$/);
    expect(brandMark()).not.toMatch(/<style|\bstyle=|<script|\bon\w+=/i);
    const isWhole = brand.mark.startsWith('<svg');
    expect(brandMark()).toContain(isWhole ? brand.mark : `fill="${brand.colours.accent[0]}"`);
  });
});

function contrasts(one: Colour, other: Colour): number[] {
  return [0, 1].map((scheme) => {
    const [dark = 0, light = 0] = [one, other]
      .map((name) => luminance(shadesOf(name)[scheme] ?? ''))
      .toSorted((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  });
}

const shadesOf = (name: Colour): Shades => brand.colours[name];

/** WCAG 2.2, "relative luminance". */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (/^#(..)(..)(..)$/.exec(colour) ?? [])
    .slice(1)
    .map((part) => parseInt(part, 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
