// Menus and the dialog: what opens over the page, and how it closes again.

const dialog = document.getElementById('dialog');
const openMenus = () => document.querySelectorAll('.menu[open]');

document.addEventListener('click', ({ target }) => {
  for (const menu of openMenus()) {
    if (!menu.contains(target)) menu.open = false;
  }
});

document.addEventListener('keydown', ({ key, target }) => {
  if (key !== 'Escape') return;
  for (const menu of openMenus()) {
    menu.open = false;
    if (menu.contains(target)) menu.querySelector('summary').focus();
  }
});

document.addEventListener('htmx:after:settle', () => {
  if (dialog.childElementCount > 0 && !dialog.open) dialog.showModal();
});

document.addEventListener('click', (event) => {
  const closes = event.target.closest('[data-closes-dialog]') ?? null;
  if (!dialog.open || (!dialog.contains(closes) && event.target !== dialog)) return;
  event.preventDefault();
  dialog.close();
});

dialog.addEventListener('close', () => dialog.replaceChildren());
