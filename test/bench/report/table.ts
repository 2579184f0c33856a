/** A Markdown table. The first column is text, the others are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, index) => (index === 0 ? '---' : '--:'));
  return [head, rule, ...rows].map(line).join('\n');
}

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** With this many digits after the point, and a dash where there is nothing. */
export const shown = (value: number | undefined, digits = 0): string =>
  value === undefined || Number.isNaN(value)
    ? '–'
    : value.toLocaleString('en-GB', {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      });

export const megabytes = (kb: number): string => `${shown(kb / 1024, 1)} MB`;

export const percent = (share: number): string => `${shown(share * 100, 1)} %`;
