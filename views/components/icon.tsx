type IconName =
  | 'api'
  | 'browser'
  | 'check'
  | 'chevron'
  | 'cookie'
  | 'door'
  | 'info'
  | 'lock'
  | 'more'
  | 'search'
  | 'server'
  | 'warning';

/** A picture beside words that say the same: screen readers pass it by. Each is a file in views/icons. */
export const Icon = ({ name }: { name: IconName }) => (
  <span class={`icon ${name}`} aria-hidden="true" />
);
