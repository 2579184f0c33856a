// The end of the session, for who is signed in: a notice before it, with one click to stay, and afterwards
// nothing private left on the screen (ASVS 5, 14.3.1).

const { viewer } = document.body.dataset;
const NOTICE_MS = 120_000;
const SECOND = 1000;
const notice = document.getElementById('session-notice');
const template = (id) => document.getElementById(id).content.cloneNode(true);

/** By this browser's clock, in ms. */
let endsAt;
let timer;
let hasEnded = false;

/** Asks the server, which alone knows: other tabs use the session too. Asking doesn't extend it. */
async function lookUp() {
  const response = await fetch('/auth/session').catch(() => undefined);
  if (hasEnded) return;
  if (response?.status === 401) {
    end();
    return;
  }
  if (response?.ok) {
    const { user, expiresAt, idleExpiresAt } = await response.json();
    if (user.sub !== viewer) {
      end(); // somebody else has signed in meanwhile
      return;
    }
    const serverTime = Date.parse(response.headers.get('date') ?? '');
    const clocksDiffer = Number.isNaN(serverTime) ? 0 : Date.now() - serverTime;
    endsAt = Date.parse(idleExpiresAt) + clocksDiffer;
    plan(expiresAt === idleExpiresAt ? 'session-over' : 'session-idle');
  } else if (Date.now() >= endsAt) {
    end(); // nobody can be asked, and as far as one knows it is over
  }
}

function plan(kind) {
  clearTimeout(timer);
  const left = endsAt - Date.now();
  // A session that is short to begin with isn't announced from its start.
  const noticeAt = Math.min(NOTICE_MS, left / 2);
  if (notice.childElementCount > 0 && left <= NOTICE_MS && notice.dataset.kind === kind) {
    countDown();
  } else {
    notice.replaceChildren();
    timer = setTimeout(() => void remind(kind), left - noticeAt);
  }
}

/** Shows the notice, unless the session has been used elsewhere meanwhile. */
async function remind(kind) {
  const before = endsAt;
  await lookUp();
  if (hasEnded || endsAt - before > SECOND) return;
  clearTimeout(timer);
  notice.dataset.kind = kind;
  notice.replaceChildren(template(kind));
  const seconds = Math.round((endsAt - Date.now()) / SECOND);
  const inWords = seconds < 90 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
  notice.querySelector('[data-countdown-in-words]').textContent = inWords;
  countDown();
}

function countDown() {
  const left = Math.ceil((endsAt - Date.now()) / SECOND);
  if (left <= 0) {
    notice.replaceChildren();
    void lookUp();
    return;
  }
  const text = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  notice.querySelector('[data-countdown]').textContent = text;
  timer = setTimeout(countDown, SECOND);
}

function end() {
  hasEnded = true;
  clearTimeout(timer);
  notice.replaceChildren();
  document.dispatchEvent(new Event('session:ended')); // what was typed is kept now, or never
  document.getElementById('dialog').close();
  for (const element of document.querySelectorAll('[data-private]')) element.remove();
  const main = document.getElementById('main');
  main.replaceChildren(template('session-ended'));
  const { title } = document.getElementById('session-ended').dataset;
  document.title = document.title.replace(/^.*(?= · )/, title);
  document.dispatchEvent(new Event('session:shown'));
  main.querySelector('h1').focus();
}

/** Any request is a use of the session, and this is the smallest that no front end of one's own answers. */
async function stay() {
  clearTimeout(timer);
  notice.replaceChildren();
  await fetch('/health/live', { method: 'HEAD' }).catch(() => undefined);
  await lookUp();
}

document.addEventListener('click', ({ target }) => {
  if (target.closest('[data-stays]')) void stay();
});

// Back to the page that one looks at now, with all that is in its address.
document.addEventListener('click', ({ target }) => {
  const link = target.closest('[data-returns-here]');
  if (!link) return;
  const url = new URL(link.href);
  url.searchParams.set('returnTo', location.pathname + location.search);
  link.href = url.href;
});

if (viewer) {
  void lookUp();
  // A tab that was asleep, or comes out of the browser's cache, has missed what happened.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && !hasEnded) void lookUp();
  });
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted && !hasEnded) void lookUp();
  });
}
