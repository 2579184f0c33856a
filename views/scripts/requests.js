// What htmx leaves to a page: somebody who waits hears of it, somebody who isn't answered hears why, and
// after a change the focus is where reading goes on.

const LATE_MS = 200;
/** It comes back with what is wrong with it. */
const REFUSED_FORM = 422;
const notices = document.getElementById('notices');
const announcement = document.getElementById('announcement');
/** What to do once a request is over, one way or another. */
const endings = new WeakMap();

document.addEventListener('htmx:before:request', ({ detail: { ctx } }) => {
  notices.replaceChildren(); // they were about the one before
  const { sourceElement, target } = ctx;
  const late = setTimeout(() => {
    announcement.textContent =
      sourceElement.querySelector('.waiting')?.textContent ?? 'One moment…';
    if (target instanceof Element) target.setAttribute('aria-busy', 'true');
  }, LATE_MS);
  endings.set(ctx, () => {
    clearTimeout(late);
    announcement.textContent = '';
    if (target instanceof Element) target.removeAttribute('aria-busy');
  });
});

document.addEventListener('htmx:finally:request', ({ detail: { ctx } }) => endings.get(ctx)?.());

// A failure goes where the answer was awaited, if that is a place for answers. Any other part of the page
// stays as it is, and so does what is being typed: what failed is said at the top.
const placeFor = (target) =>
  target instanceof Element && target.matches('[aria-live]') ? target : notices;

document.addEventListener('htmx:before:response', ({ detail: { ctx } }) => {
  const { status } = ctx.response;
  if (status < 400 || status === REFUSED_FORM) return;
  ctx.target = placeFor(ctx.target);
  ctx.swap = 'innerHTML';
});

// htmx shows what a server answers. Where none does, somebody would wait before a page that stands still.
document.addEventListener('htmx:error', ({ detail }) => {
  if (!detail.ctx || detail.ctx.response) return;
  const notice = document.getElementById('no-answer').content.cloneNode(true);
  placeFor(detail.ctx.target).replaceChildren(notice);
  showNotices();
});

function showNotices() {
  if (notices.childElementCount === 0) return;
  document.getElementById('dialog').close();
  notices.scrollIntoView({ block: 'nearest' });
}

// Where one was, one goes on, unless what came wants attention or what had the focus is gone.
document.addEventListener('htmx:after:settle', ({ target, detail: { newContent } }) => {
  if (target === notices) showNotices();
  const elements = newContent.filter((node) => node instanceof Element && node.isConnected);
  const find = (selector) =>
    elements
      .map((element) => (element.matches(selector) ? element : element.querySelector(selector)))
      .find(Boolean);
  const wanting = find('[data-takes-focus]');
  const isOver = target instanceof Element && target.closest('dialog, #notices'); // and has the focus right
  if (wanting) wanting.focus();
  else if (!isOver && document.activeElement === document.body)
    focusOn(find(FIELDS) ?? elements[0]);
});

const FIELDS = 'input:not([type=hidden]), select, textarea';

function focusOn(element) {
  if (!element) return;
  if (element.tabIndex < 0) element.setAttribute('tabindex', '-1');
  element.focus({ preventScroll: true });
}
