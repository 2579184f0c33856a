import type { ComponentChildren } from 'preact';

interface SettingsProps {
  /** What takes something away for good stands apart and last. */
  danger?: boolean;
  children: ComponentChildren;
}

export const Settings = ({ danger, children }: SettingsProps) => (
  <div class={danger ? 'settings danger' : 'settings'}>{children}</div>
);

interface SettingProps {
  id: string;
  title: string;
  /** A line that says what it is for. */
  about: string;
  /** How it is now. */
  value?: ComponentChildren;
  /** The one thing to do about it; `href` is a page of its own, and opens in place with htmx. */
  action?: {
    readonly label: string;
    readonly href: string;
    readonly danger?: boolean;
    /** It only asks back, and does so in a dialog. */
    readonly asksBack?: boolean;
    /** It is a page of its own in any case. */
    readonly leaves?: boolean;
  };
  /** The form, where it is open. */
  children?: ComponentChildren;
}

/** One thing that a person can set: what it is, how it is, and what to do about it. */
export const Setting = ({ id, title, about, value, action, children }: SettingProps) => (
  <section class="setting" id={id} aria-labelledby={`${id}-title`}>
    <div>
      <h2 id={`${id}-title`}>{title}</h2>
      <p class="quiet">{about}</p>
      {value && <div class="value">{value}</div>}
    </div>
    {action && (
      <a
        class={action.danger ? 'button danger' : 'button'}
        href={action.href}
        {...(!action.leaves && inPlace(id, action))}
      >
        {action.label}
      </a>
    )}
    {children}
  </section>
);

/** What htmx does with the page behind a setting's action. */
const inPlace = (id: string, { href, asksBack }: NonNullable<SettingProps['action']>) => ({
  'hx-get': href,
  'hx-target': asksBack ? '#dialog' : `#${id}`,
  'hx-swap': asksBack ? 'innerHTML' : 'outerHTML',
});
