import { brand } from '../brand.js';

/** What runs here, and the links of one's own. */
export const Foot = ({ version }: { version: string }) => (
  <footer class="foot">
    <div>
      <span class="version">
        {brand.name} {version}
      </span>
      {brand.footerLinks.map(({ label, href }) => (
        <a key={href} href={href}>
          {label}
        </a>
      ))}
    </div>
  </footer>
);
