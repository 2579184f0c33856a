import { Status } from '../components/status.js';

interface ConfirmProps {
  /** The page that wants to know, where one comes back to. */
  returnTo: string;
  /** A change was sent after the confirmation had ended. */
  hasEnded?: boolean;
  /** It stands in a setting, which is a card and has a heading. */
  inSetting?: boolean;
}

/** Stands in place of a change until its person has confirmed that it's them. */
export function Confirm({ returnTo, hasEnded, inSetting }: ConfirmProps) {
  const Heading = inSetting ? 'h3' : 'h2';
  return (
    <div class={inSetting ? 'stack' : 'card stack'}>
      {hasEnded && (
        <Status kind="warning" title="Nothing was changed">
          <p>
            More than a few minutes have passed since you confirmed that it’s you. Do it once more.
          </p>
        </Status>
      )}
      <div>
        <Heading>First, confirm that it’s you</Heading>
        <p class="quiet">
          The sign-in page asks for your password and a code. Then you come back here, and have a
          few minutes for the change.
        </p>
      </div>
      <div class="actions">
        <a class="button primary" href={`/auth/confirm?returnTo=${encodeURIComponent(returnTo)}`}>
          Confirm that it’s you
        </a>
      </div>
    </div>
  );
}
