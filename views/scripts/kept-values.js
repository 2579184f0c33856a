// What was typed into a form isn't lost with the session: this tab keeps it, and offers it to the same
// person on the same page once they are back. Never kept are passwords and codes, and nothing outlasts
// signing out.

const { viewer } = document.body.dataset;
const KEY = 'kept-values';
const KEPT_MS = 3_600_000;
const SECRET = /password|one-time-code|^cc-/;
const TYPED = 'input, textarea, select';
const otherTabs = new BroadcastChannel('signed-out');
let signedOut = false;

const isSecret = (field) =>
  ['password', 'hidden', 'file'].includes(field.type) || SECRET.test(field.autocomplete);
const isChoice = (field) => field.type === 'checkbox' || field.type === 'radio';
function isChanged(field) {
  if (isChoice(field)) return field.checked !== field.defaultChecked;
  if (field instanceof HTMLSelectElement) {
    return [...field.options].some((option) => option.selected !== option.defaultSelected);
  }
  return field.value !== field.defaultValue;
}
/** A radio button or one of several boxes is told from its like by its value. */
const nameOf = (field) => (isChoice(field) ? `${field.name}=${field.value}` : field.name);
const fieldsOf = (form) =>
  [...form.querySelectorAll(TYPED)].filter((field) => field.name && !isSecret(field));
const pathOf = (form) => new URL(form.action).pathname;
const forms = () => [...document.querySelectorAll('form[method=post]:not([data-signs-out])')];

function keep(changedForms) {
  const kept = changedForms
    .map((form) => ({
      form: pathOf(form),
      values: fieldsOf(form)
        .filter(isChanged)
        .map((field) => [nameOf(field), isChoice(field) ? field.checked : field.value]),
    }))
    .filter(({ values }) => values.length > 0);
  if (!viewer || signedOut || kept.length === 0) return;
  const page = location.pathname;
  sessionStorage.setItem(KEY, JSON.stringify({ viewer, page, until: Date.now() + KEPT_MS, kept }));
}

const forget = () => sessionStorage.removeItem(KEY);

/** What is kept for who is signed in. What is somebody else's, or old, goes. */
function recall() {
  const text = sessionStorage.getItem(KEY);
  if (text === null || !viewer) return undefined;
  const found = JSON.parse(text);
  if (found.viewer === viewer && Date.now() < found.until) return found;
  forget();
  return undefined;
}

function offer() {
  const { page, kept } = recall() ?? {};
  for (const { form: path, values } of kept ?? []) {
    const isOf = (field) => values.some(([name]) => name === nameOf(field));
    const form = forms().find((one) => pathOf(one) === path && fieldsOf(one).some(isOf));
    if (form && !form.querySelector('[data-offer]')) offerAt(form, values);
  }
  const isOffered = document.querySelector('[data-offer]') !== null;
  if (kept && !isOffered && page === location.pathname) {
    show('kept-elsewhere', document.getElementById('notices'));
  }
}

function offerAt(form, values) {
  const place = document.createElement('div');
  place.dataset.offer = '';
  form.prepend(place);
  show('kept-values', place);
  const done = () => {
    place.remove();
    forget();
    form.querySelector(TYPED)?.focus();
  };
  place.querySelector('[data-fills-in]').addEventListener('click', () => {
    const byName = new Map(values);
    for (const field of fieldsOf(form)) {
      const value = byName.get(nameOf(field));
      if (typeof value === 'boolean') field.checked = value;
      else if (typeof value === 'string') field.value = value;
    }
    done();
  });
  place.querySelector('[data-forgets]').addEventListener('click', done);
}

const show = (id, place) =>
  place.replaceChildren(document.getElementById(id).content.cloneNode(true));

function signsOut({ target }) {
  if (!(target instanceof Element) || !target.matches('[data-signs-out]')) return;
  forget();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin
  otherTabs.postMessage('');
}

document.addEventListener('submit', signsOut, { capture: true });
otherTabs.addEventListener('message', () => {
  signedOut = true;
  forget();
});

// A form that the server doesn't take because the session is over, or because its person has to confirm
// first that it's them: the page goes to the login, and comes back.
document.addEventListener('htmx:before:response', ({ detail: { ctx } }) => {
  const form = ctx.sourceElement.closest('form[method=post]:not([data-signs-out])');
  const { status, headers } = ctx.response;
  if (form && (status === 401 || headers.has('x-keep-form'))) keep([form]);
});
document.addEventListener('session:ended', () => keep(forms()));
document.addEventListener('session:shown', () => {
  const words = document.querySelector('[data-if-kept]');
  words.hidden = sessionStorage.getItem(KEY) === null;
});
document.addEventListener('click', ({ target }) => {
  if (target.closest('[data-returns-here]') && forms().length > 0) keep(forms());
});
document.addEventListener('htmx:after:settle', offer);
offer();
