// Sends a file to where the page says, shows how far it is, and says what went wrong with it. The form
// does the same by itself, but for that.

const REFUSED_FORM = 422;
const CREATED = 201;

/** What is on its way. */
let sending;

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.uploads === undefined) return;
  event.preventDefault();
  if (!sending) void upload(form);
});

document.addEventListener('click', ({ target }) => {
  if (target.closest('[data-cancels]')) sending?.abort();
});

// Whatever is sent then is for somebody who isn't there any more.
document.addEventListener('session:ended', () => sending?.abort());

async function upload(form) {
  const [file] = form.elements.file.files;
  show(form, { isSending: true });
  try {
    const { url, fields } = await askFor(form.dataset, file);
    await send(form, url, [...Object.entries(fields), ['file', file]]);
    location.assign(`${form.dataset.uploads}?${new URLSearchParams({ key: fields.key })}`);
  } catch ({ message }) {
    show(form, { isSending: false, message });
  }
  sending = undefined;
}

/** What to send along with this file. Signed for it alone, and for some minutes. */
async function askFor({ uploads: path, broken, refused, canceled }, { name, size }) {
  const asking = new AbortController();
  sending = asking;
  const body = new URLSearchParams({ step: 'upload', name, size });
  const answer = await fetch(path, { method: 'POST', body, signal: asking.signal }).catch(() => {
    throw new Error(asking.signal.aborted ? canceled : broken);
  });
  if (answer.status === 401) {
    location.assign(`/auth/login?${new URLSearchParams({ returnTo: path })}`);
  }
  if (answer.ok) return answer.json();
  const { message = refused } = answer.status === REFUSED_FORM ? await answer.json() : {};
  throw new Error(message);
}

function send(form, url, entries) {
  const { broken, refused, canceled } = form.dataset;
  const body = new FormData();
  for (const [name, value] of entries) body.append(name, value);
  const request = new XMLHttpRequest(); // fetch doesn't tell how much is sent
  sending = request;
  return new Promise((resolve, reject) => {
    const fail = (message) => () => reject(new Error(message));
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      showShare(form, loaded / total),
    );
    request.addEventListener('load', () =>
      request.status === CREATED ? resolve() : reject(new Error(refused)),
    );
    request.addEventListener('error', fail(broken));
    request.addEventListener('abort', fail(canceled));
    request.open('POST', url);
    request.send(body);
  });
}

function show(form, { isSending, message = '' }) {
  showShare(form, 0);
  form.querySelector('.upload-progress').hidden = !isSending;
  form.querySelector('[data-cancels]').hidden = !isSending;
  form.querySelector('.primary').disabled = isSending;
  const error = form.querySelector('.error');
  error.querySelector('span:last-child').textContent = message;
  error.hidden = message === '';
  const field = form.elements.file;
  field.disabled = isSending;
  if (message === '') field.removeAttribute('aria-invalid');
  else {
    field.setAttribute('aria-invalid', 'true');
    field.focus();
  }
}

function showShare(form, share) {
  form.querySelector('progress').value = share;
  form.querySelector('.upload-progress > span').textContent = `${Math.floor(share * 100)} %`;
}
