// What htmx leaves to a page: somebody who waits hears of it, somebody who isn't answered hears why, and
// after a change the focus is where reading goes on.

const LATE_MS = 200;
const announcement = document.getElementById('announcement');
const timers = new WeakMap();

document.addEventListener('htmx:before:request', ({ detail: { ctx } }) => {
  const words = ctx.sourceElement.querySelector('.waiting')?.textContent ?? 'One moment…';
  const late = setTimeout(() => {
    announcement.textContent = words;
    if (ctx.target instanceof Element) ctx.target.setAttribute('aria-busy', 'true');
  }, LATE_MS);
  timers.set(ctx, late);
});

document.addEventListener('htmx:finally:request', ({ detail: { ctx } }) => {
  clearTimeout(timers.get(ctx));
  announcement.textContent = '';
  if (ctx.target instanceof Element) ctx.target.removeAttribute('aria-busy');
});

// htmx shows what a server answers. Where none does, somebody would wait before a page that stands
// still: the notice goes where a failure would have stood. What is being typed stays.
document.addEventListener('htmx:error', ({ detail }) => {
  const { target, response } = detail.ctx ?? {};
  if (response || !(target instanceof Element)) return;
  const holdsForm = target.matches('form') || target.querySelector('form') !== null;
  const place = holdsForm ? document.getElementById('notices') : target;
  place.replaceChildren(document.getElementById('no-answer').content.cloneNode(true));
});

// Where one was, one goes on, unless what came wants attention or what had the focus is gone.
document.addEventListener('htmx:after:settle', ({ target, detail: { newContent } }) => {
  if (target instanceof Element && target.closest('dialog')) return; // it takes the focus itself
  const elements = newContent.filter((node) => node instanceof Element && node.isConnected);
  const find = (selector) =>
    elements
      .map((element) => (element.matches(selector) ? element : element.querySelector(selector)))
      .find(Boolean);
  const wanting = find('[data-takes-focus]');
  if (wanting) wanting.focus();
  else if (document.activeElement === document.body) focusOn(find(FIELDS) ?? elements[0]);
});

const FIELDS = 'input:not([type=hidden]), select, textarea';

function focusOn(element) {
  if (!element) return;
  if (element.tabIndex < 0) element.setAttribute('tabindex', '-1');
  element.focus({ preventScroll: true });
}
