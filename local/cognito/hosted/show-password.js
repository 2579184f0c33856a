// What is typed into a password field, shown on demand. Without this script nothing is lost.
for (const box of document.querySelectorAll('input[data-shows]')) {
  const field = document.querySelector(`input[name="${box.dataset.shows}"]`);
  box.closest('label').hidden = false;
  box.addEventListener('change', () => {
    field.type = box.checked ? 'text' : 'password';
  });
}
