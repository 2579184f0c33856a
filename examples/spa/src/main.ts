import { callApi, currentSession, loginUrl, NotSignedIn, signOut, staySignedIn } from './bff.js';

const SECOND = 1000;

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return found;
}

let wasSignedIn = false;
let timer: number | undefined;

/** Asks who is signed in, and shows it: when the page loads, and whenever that may have changed. */
async function look(): Promise<void> {
  const found = await currentSession();
  clearTimeout(timer);
  element('signed-in').hidden = !found;
  element('signed-out').hidden = Boolean(found);
  element('ended').hidden = Boolean(found) || !wasSignedIn;
  if (found) {
    wasSignedIn = true;
    const { user } = found.session;
    element('who').textContent = user.email ?? user.username;
    countDown(found.endsAt);
  } else {
    element('who').textContent = ''; // nothing of theirs stays on the screen
    element('answer').textContent = '';
  }
}

/** The server alone knows: at the end it is asked, for the session may have been used elsewhere. */
function countDown(endsAt: number): void {
  const left = Math.max(0, Math.ceil((endsAt - Date.now()) / SECOND));
  const seconds = String(left % 60).padStart(2, '0');
  element('countdown').textContent = `${Math.floor(left / 60)}:${seconds}`;
  timer = window.setTimeout(() => (left > 0 ? countDown(endsAt) : void attempt(look)), SECOND);
}

/** Does what was asked for, and says so where it can't be done. */
async function attempt(act: () => Promise<void>): Promise<void> {
  element('problem').textContent = '';
  try {
    await act();
  } catch (error) {
    if (error instanceof NotSignedIn) await attempt(look);
    else element('problem').textContent = `That didn’t work: ${String(error)}`;
  }
}

const onClick = (id: string, act: () => Promise<void>) =>
  element(id).addEventListener('click', () => void attempt(act));

onClick('call', async () => {
  const answer = await callApi('/hello');
  element('answer').textContent = JSON.stringify(answer, undefined, 2);
  await look(); // the call was a use of the session
});
onClick('stay', async () => {
  await staySignedIn();
  await look();
});
onClick('sign-out', signOut);

element('path').textContent = location.pathname;
for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-login]')) {
  link.href = loginUrl(link.dataset['login'] ?? '');
}
// A tab that was asleep has missed what happened.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') void attempt(look);
});
void attempt(look);
