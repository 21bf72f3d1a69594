// The button "Run this chapter": fetches what it leads to ahead, quietly, while the chapter is read.
// Never on a metered or data-saving connection, never while the page itself still loads, one file at a time.

(() => {
  const t = globalThis.xianxiangSay;
  const button = document.querySelector('.btn-xx-run');
  const PATIENCE = 10_000; // a reader who stays this long may want to run the chapter
  const DONE = 'xianxiang-lite-fetched';

  const sparing = () => {
    const line = navigator.connection;
    return Boolean(line && (line.saveData || line.type === 'cellular' || /[23]g$/.test(line.effectiveType ?? ''))) || matchMedia('(prefers-reduced-data: reduce)').matches;
  };
  const idle = () => new Promise((done) => (globalThis.requestIdleCallback ? requestIdleCallback(done, { timeout: 2000 }) : setTimeout(done, 200)));
  const remembered = () => {
    try { return localStorage.getItem(DONE); } catch { return null; }
  };
  const remember = (version) => {
    try { localStorage.setItem(DONE, version); } catch { /* the browser forgets: it will look again */ }
  };

  let fetching;
  async function fetchAhead() {
    if (fetching || sparing() || window.origin === 'null') return; // a sandboxed frame may fetch nothing
    fetching = new AbortController();
    const lite = new URL('../', button.href);
    const get = async (name) => {
      const answer = await fetch(new URL(name, lite), { priority: 'low', signal: fetching.signal });
      if (!answer.ok) throw new Error(name);
      return answer;
    };
    try {
      const start = await (await get('start.json')).json();
      if (remembered() === start.version) return;
      for (const [name] of [...start.application, ...start.python, ...start.later]) {
        await idle();
        if (sparing()) return;
        await (await get(name)).arrayBuffer();
      }
      remember(start.version);
    } catch { /* the notebook's own page fetches what is not here, and tells of what it cannot get */ }
  }

  function tellFile(event) {
    event.preventDefault();
    if (document.querySelector('.xx-run-alert')) return;
    const note = document.createElement('p');
    note.className = 'xx-alert xx-run-alert';
    note.setAttribute('role', 'alert');
    note.textContent = t('Running code needs the book on a web address: browsers start no Python from a file. In the book’s folder, “make serve” gives it one.');
    document.querySelector('.bd-article, main').prepend(note);
    note.scrollIntoView({ block: 'center' });
  }

  if (button && location.protocol === 'file:') {
    button.addEventListener('click', tellFile);
  } else if (button) {
    button.addEventListener('click', () => fetching?.abort()); // the notebook's page fetches the rest, and faster
    for (const kind of ['pointerenter', 'focus']) button.addEventListener(kind, fetchAhead, { once: true });
    const later = () => setTimeout(() => (document.hidden ? addEventListener('visibilitychange', fetchAhead, { once: true }) : fetchAhead()), PATIENCE);
    if (document.readyState === 'complete') later();
    else addEventListener('load', later, { once: true });
  }
})();
