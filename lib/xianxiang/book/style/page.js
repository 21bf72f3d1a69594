// What a page of the book needs beside its live figures.

// Without the script of the live figures, say so beside each still one. (assets.py sets the mark when the script cannot be had.)
function tellAbsent() {
  for (const still of document.querySelectorAll('.xx-still')) {
    const note = document.createElement('p');
    note.className = 'xx-alert';
    note.setAttribute('role', 'alert');
    note.textContent = `This figure cannot answer to controls here: ${document.documentElement.dataset.xxAbsent} could not be loaded. The picture shows its default setting.`;
    still.after(note);
  }
}

// A formula or table that is wider than its place scrolls; let the keyboard scroll it too.
function reachWide() {
  for (const wide of document.querySelectorAll('mjx-container[display="true"], .pst-scrollable-table-container')) {
    if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
    else wide.removeAttribute('tabindex');
  }
}

addEventListener('DOMContentLoaded', () => {
  if (document.documentElement.dataset.xxAbsent) tellAbsent();
  else addEventListener('xx-absent', tellAbsent);
  window.MathJax?.startup?.promise.then(reachWide);
});
addEventListener('load', () => (window.MathJax?.startup?.promise ?? Promise.resolve()).then(reachWide));
addEventListener('resize', reachWide);
