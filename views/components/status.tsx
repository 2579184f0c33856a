import type { ComponentChildren } from 'preact';
import { Icon } from './icon.js';

type Kind = 'info' | 'success' | 'warning' | 'danger';

const ICONS = { info: 'info', success: 'check', warning: 'warning', danger: 'warning' } as const;

interface StatusProps {
  kind: Kind;
  title?: string;
  children?: ComponentChildren;
}

/** Says how something stands or went. Screen readers hear it where it arrives in a page that stands. */
export const Status = ({ kind, title, children }: StatusProps) => (
  <div class={`status ${kind}`} role={kind === 'danger' ? 'alert' : 'status'}>
    <Icon name={ICONS[kind]} />
    {title && (
      <p>
        <strong>{title}</strong>
      </p>
    )}
    {children}
  </div>
);

/** A word about a row: what state somebody or something is in. */
export const Badge = ({ kind, children }: { kind?: Kind; children: ComponentChildren }) => (
  <span class={kind ? `badge ${kind}` : 'badge'}>{children}</span>
);
