import type { ComponentChildren } from 'preact';
import { Icon } from './icon.js';

interface TableProps {
  /** What is listed, for who can't see it. */
  caption: string;
  columns: readonly string[];
  rows: readonly {
    readonly id: string;
    /** As many as there are columns; the first says whose row it is. */
    readonly cells: readonly ComponentChildren[];
    readonly menu?: ComponentChildren;
  }[];
}

/** A table, whose rows are cards on a phone. The roles are HTML's own: `display` would take them away. */
export function Table({ caption, columns, rows }: TableProps) {
  const menus = rows.some(({ menu }) => menu);
  return (
    <table class="table" role="table" aria-label={caption}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column} role="columnheader" scope="col">
              {column}
            </th>
          ))}
          {menus && (
            <td role="cell">
              <span class="unseen">Actions</span>
            </td>
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map(({ id, cells, menu }) => (
          <tr key={id} role="row">
            {columns.map((column, index) => (
              <td key={column} role="cell" data-label={column}>
                <div>{cells[index]}</div>
              </td>
            ))}
            {menus && (
              <td role="cell" class="actions-cell">
                {menu}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What can be done about a row. `label` says whose row, for who hears of many such menus. */
export const RowMenu = ({ label, children }: { label: string; children: ComponentChildren }) => (
  <details class="menu">
    <summary>
      <Icon name="more" />
      <span class="unseen">{label}</span>
    </summary>
    <div>{children}</div>
  </details>
);

interface EmptyProps {
  title: string;
  /** What will stand here, and how it comes to be. */
  children: ComponentChildren;
}

/** In place of a list that has nothing in it. */
export const Empty = ({ title, children }: EmptyProps) => (
  <div class="empty">
    <h2>{title}</h2>
    {children}
  </div>
);

interface SearchProps {
  /** The page that searches: what is looked for becomes a part of its address. */
  action: string;
  label: string;
  value?: string;
}

export const Search = ({ action, label, value }: SearchProps) => (
  <search>
    <form class="search" action={action}>
      <Icon name="search" />
      <label class="unseen" for="search">
        {label}
      </label>
      <input id="search" name="search" type="search" placeholder={label} value={value} />
    </form>
  </search>
);

interface PagerProps {
  /** Which part this is: "1 to 20 of 153". */
  children: string;
  /** Where no page knows the one before it. */
  first?: string | undefined;
  previous?: string | undefined;
  next?: string | undefined;
}

/** The ways to the pages of a list before and after this one. */
export const Pager = ({ children, first, previous, next }: PagerProps) => (
  <nav class="pager" aria-label="Pages">
    <p class="quiet">{children}</p>
    {first && (
      <a class="button" href={first}>
        First page
      </a>
    )}
    {previous && (
      <a class="button" href={previous} rel="prev">
        Previous
      </a>
    )}
    {next && (
      <a class="button" href={next} rel="next">
        Next
      </a>
    )}
  </nav>
);
