import { useContext } from 'preact/hooks';
import { Form } from '../components/form.js';
import { Status } from '../components/status.js';
import { brand } from '../brand.js';
import { Confirm } from './confirm.js';
import { AccountFrame } from './frame.js';
import { HasFiles } from './sections.js';

export interface DeletionProps {
  /** What can be done now: confirm first, or once more, delete it, or nothing, and why. */
  step: 'confirm' | 'confirm-again' | 'ask' | { readonly refused: string };
}

const PATH = '/account/delete';

const FilesGo = () =>
  useContext(HasFiles) ? (
    <li>Your files go with it. Download first what you want to keep.</li>
  ) : null;

export const DeletionPage = (props: DeletionProps) => (
  <AccountFrame
    section="profile"
    title="Delete your account"
    about="For good: nobody can bring it back."
  >
    <section class="card stack" aria-labelledby="gone-title">
      <h2 id="gone-title">What happens then</h2>
      <ul>
        <li>Your account goes, with your name, your e-mail address and what you sign in with.</li>
        <FilesGo />
        <li>You are signed out everywhere, at once.</li>
        <li>You can sign up again, as somebody new who has nothing of what you have now.</li>
        <li>
          What other services than {brand.name} keep of you stays. Ask those for it who run them.
        </li>
      </ul>
    </section>
    <DeletionStep {...props} />
  </AccountFrame>
);

/** What is swapped in for the form once it was sent in vain. */
export function DeletionStep({ step }: DeletionProps) {
  if (typeof step === 'object') {
    return (
      <Status kind="warning" title="Your account can’t be deleted like this">
        <p>{step.refused}</p>
      </Status>
    );
  }
  return step === 'ask' ? (
    <Form action={PATH} submit="Delete my account" cancel="/account" danger />
  ) : (
    <Confirm returnTo={PATH} hasEnded={step === 'confirm-again'} />
  );
}
