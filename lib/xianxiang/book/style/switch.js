// The link to this page in another language takes along the figure in view with its setting, else the section, and the choice is
// remembered for the page at the site's root. Without this script it leads to the page's head.

(() => {
  /** How much of an element is in the window, in pixels. */
  function seen(element) {
    const { top, bottom } = element.getBoundingClientRect();
    return Math.min(bottom, innerHeight) - Math.max(top, 0);
  }

  /** The setting of the figure that fills most of the window, if it is half in view. */
  function figure() {
    const shown = [...document.querySelectorAll('.xx-live')].map((live) => [live.closest('.xx-explorer') ?? live, live.explorer]);
    const [box, explorer] = shown.sort(([one], [other]) => seen(other) - seen(one))[0] ?? [];
    return box && seen(box) > Math.min(innerHeight, box.offsetHeight) / 2 ? explorer.fragment() : '';
  }

  /** The fragment of what the reader looks at: none at the head of a page, unless a figure there was moved. */
  function place() {
    const shown = figure();
    const head = document.querySelector('.bd-article h1');
    if (shown.includes('?') || (shown && seen(head) <= 0)) return shown;
    const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (named && seen(named) > 0) return location.hash;
    const begun = [...document.querySelectorAll('.bd-article section section[id]')].filter((section) => section.getBoundingClientRect().top < innerHeight / 3);
    return begun.length ? `#${begun.at(-1).id}` : '';
  }

  function take({ currentTarget: link, type }) {
    link.search = location.search;
    link.hash = place();
    if (type === 'contextmenu') return;
    try {
      localStorage.setItem('xianxiang-edition', link.dataset.edition);
    } catch { /* the browser keeps nothing */ }
  }

  addEventListener('DOMContentLoaded', () => {
    for (const link of document.querySelectorAll('.xx-edition')) for (const kind of ['click', 'auxclick', 'contextmenu']) link.addEventListener(kind, take);
  });
})();
