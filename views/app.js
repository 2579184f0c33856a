// htmx shows what a server answers. Where none does, somebody would wait before a page that stands
// still: the notice that every page brings along goes where the answer would have stood.
document.addEventListener('htmx:error', ({ detail }) => {
  const { target, response } = detail.ctx ?? {};
  if (response || !(target instanceof Element)) return;
  const notice = document.getElementById('no-answer');
  target.replaceChildren(notice.content.cloneNode(true));
});
