// On a notebook's page: fetches Python at once and in sight, says when it is ready or what failed, brings a published chapter back.

(() => {
  const PATH = new URLSearchParams(location.search).get('path');
  const ROOT = new URL('../', location.href);
  const WORDS = globalThis.xianxiangWords[PATH?.split('/')[0]] ?? {}; // an edition's notebooks lie in its folder; the build puts the dictionaries before this
  const LANES = 4; // files fetched at a time; the rest of the browser's connections stay for the page
  const PATIENCE = 90_000; // how long Python may take to start once it is here
  const DONE = 'xianxiang-lite-fetched'; // what `button.js` remembers when all is here: the version of the list
  const IDLE = 1_500; // how long a ready Python waits for the reader before it loads what no start waits for
  const NEEDS_LATER = /\b(pandas|pd|rows)\b/;
  const MB = (bytes) => Math.round(bytes / 1e6);

  /** A message in the notebook's language, with its fields, `{name}`, filled in. */
  const t = (text, values = {}) => (WORDS[text] ?? text).replace(/\{(\w+)\}/g, (field, name) => values[name] ?? field);
  const make = (tag, options = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), options);
    element.append(...children);
    return element;
  };
  const words = make('p', { textContent: t('Fetching Python …') });
  words.setAttribute('role', 'status');
  const bar = make('progress');
  bar.setAttribute('aria-label', t('Python fetched'));
  const runAll = make('button', { type: 'button', textContent: t('Run all cells'), hidden: true });
  const again = make('button', { type: 'button', textContent: t('Try again'), hidden: true, onclick: () => location.reload() });
  const reset = make('button', { type: 'button', className: 'xx-last', textContent: t('Reset this chapter'), hidden: true });
  const line = make('div', { id: 'xx-run' }, words, bar, runAll, again, reset);

  /** The page of a notebook keeps clear of the line, whatever its height. */
  function settle() {
    document.documentElement.style.setProperty('--xx-run', `${line.offsetHeight}px`);
    dispatchEvent(new Event('resize'));
  }
  const style = make('style', { textContent: '#main { bottom: var(--xx-run, 44px) !important; height: auto !important; }' });

  let state = 'fetching';
  function show(next, text) {
    if (state === 'failed') return;
    state = next;
    line.dataset.state = next;
    words.textContent = text;
    bar.hidden = next !== 'fetching' && next !== 'starting';
    runAll.hidden = next !== 'ready';
    reset.hidden = next !== 'ready';
    again.hidden = next !== 'failed';
    settle();
  }
  function fail(what, remedy) {
    words.setAttribute('role', 'alert');
    show('failed', t('{what} {remedy}', { what, remedy }));
  }

  // ------------------------------------------------------------------------------------------------------------ fetching

  let later = []; // packages that no start waits for

  /** Whether the browser has all of it, from an earlier visit or from the chapter's page, and has not thrown it out since. */
  async function stored(version, folder) {
    try {
      if (localStorage.getItem(DONE) !== version) return false;
      const answer = await fetch(new URL(`${folder}/pyodide.asm.wasm`, ROOT), { mode: 'same-origin', cache: 'only-if-cached' });
      answer.body?.cancel();
      return answer.ok;
    } catch {
      return false;
    }
  }
  function remember(version) {
    try { localStorage.setItem(DONE, version); } catch { /* the browser forgets: it will look again */ }
  }

  /** The list of all that a start takes. */
  async function list() {
    const listed = await fetch(new URL('start.json', ROOT));
    if (!listed.ok) throw new Refused('start.json', listed.status);
    return listed.json();
  }

  /** What the web host has and does not send; it may not know files of this kind. */
  class Refused extends Error {
    constructor(name, status) {
      super(name);
      this.status = status;
    }
  }

  /** Fetch all that Python starts from into the browser's store, from which Python then takes it. */
  async function fetchPython({ version, folder, python, later: rest, packages_later }) {
    later = packages_later;
    if (await stored(version, folder)) return;
    const total = python.reduce((sum, [, size]) => sum + size, 0);
    const waiting = [...python];
    let got = 0, told = -1;
    const tell = () => {
      if (state !== 'fetching' || MB(got) === told) return;
      told = MB(got);
      bar.max = total;
      bar.value = got;
      words.textContent = t('Fetching Python, {done} of {all} MB', { done: told, all: MB(total) });
    };
    const lane = async () => {
      for (let next; (next = waiting.shift()); ) {
        const [name] = next;
        try {
          const answer = await fetch(new URL(name, ROOT));
          if (!answer.ok) throw new Refused(name.split('/').pop(), answer.status);
          for (const reader = answer.body.getReader(); ; ) {
            const { done, value } = await reader.read();
            if (done) break;
            got += value.length;
            tell();
          }
        } catch (error) {
          throw error instanceof Refused ? error : new Error(name.split('/').pop());
        }
      }
    };
    tell();
    await Promise.all(Array.from({ length: LANES }, lane));
    const others = rest.map(([name]) => fetch(new URL(name, ROOT)).then((answer) => answer.arrayBuffer()));
    Promise.all(others).then(() => remember(version), () => {}); // Python asks again, and tells
  }

  // ------------------------------------------------------------------------------------------- before anything is fetched

  /** Whether this browser keeps data for this page: the notebook has nowhere else to put the reader's copy. */
  async function keeps() {
    try {
      localStorage.setItem('xianxiang-probe', '1');
      localStorage.removeItem('xianxiang-probe');
      return true;
    } catch { /* then perhaps in a database */ }
    try {
      return await new Promise((answer) => {
        const asked = indexedDB.open('xianxiang-probe');
        asked.onsuccess = () => { asked.result.close(); indexedDB.deleteDatabase('xianxiang-probe'); answer(true); };
        asked.onerror = asked.onblocked = () => answer(false);
      });
    } catch {
      return false;
    }
  }

  /** The kind as which the host sends a file, without fetching it; nothing where the host does not say. */
  async function kindOf(name) {
    try {
      const answer = await fetch(new URL(name, ROOT), { method: 'HEAD' });
      return answer.ok ? (answer.headers.get('Content-Type') ?? '').split(';')[0].trim() : '';
    } catch {
      return '';
    }
  }

  /** A reason why Python cannot start here, with its remedy; nothing if none is known. */
  async function obstacle(folder) {
    if (!(await keeps())) {
      const framed = self !== top;
      return [t('This browser keeps no data for this page, and a notebook needs a place for your copy.'),
        framed ? t('It stands inside another site’s page. Open it in a window of its own:') : t('Allow this site to store data (cookies), then press “Try again”.'), framed];
    }
    const wasm = `${folder}/pyodide.asm.wasm`;
    const kind = await kindOf(wasm);
    if (kind && kind !== 'application/wasm') {
      return [t('The web host sends Python ({file}) as “{kind}”, and browsers start it only from “application/wasm”.', { file: wasm.split('/').pop(), kind }),
        t('Whoever runs this site can mend it: the host has to send files that end in .wasm as application/wasm.'), false];
    }
    return undefined;
  }

  // ------------------------------------------------------------------------------------------------------------ starting

  const panel = () => {
    const { jupyterapp: app } = window;
    const widget = app?.shell?.currentWidget;
    return widget?.context && widget.sessionContext ? widget : undefined;
  };
  const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  /** Wait until the kernel answers; a press on Run before that would be dropped without a word. */
  async function untilReady(deadline) {
    for (;;) {
      const status = panel()?.sessionContext?.session?.kernel?.status;
      if (status === 'idle') return;
      if (status === 'dead') throw new Error(t('It stopped while it started.'));
      if (performance.now() > deadline()) throw new Error(t('It did not answer for a minute and a half.'));
      await wait(50);
    }
  }

  /** Load Python in a worker while the page is still being made; the kernel gets that worker when it asks for its own. */
  function loadEarly({ folder, worker, packages }) {
    if (crossOriginIsolated) return; // such a page has another kind of worker
    const { Worker } = window;
    const early = new Worker(new URL('early.js', location.href), { name: JSON.stringify({ folder, worker, packages }) });
    window.Worker = class extends Worker {
      constructor(url, options) {
        if (!new URL(url, location.href).pathname.endsWith(`/${worker}`)) {
          super(url, options);
          return;
        }
        window.Worker = Worker;
        return early;
      }
    };
  }

  /**
   * Have the kernel load what no start waits for: when the reader is idle, or right behind the first cell that runs, or before
   * it if it names what needs it. Again each time the kernel was restarted.
   */
  function loadLater() {
    const { sessionContext } = panel();
    const code = `import pyodide_js\nawait pyodide_js.loadPackage(${JSON.stringify(later)})\ndel pyodide_js\nget_ipython().execution_count -= 1`;
    const known = new WeakSet();
    let due, execute;
    const load = () => {
      if (due) execute({ code, silent: true, store_history: false });
      due = false;
    };
    const attend = (kernel) => { // a restarted one comes again
      if (!kernel) return;
      if (!known.has(kernel)) {
        known.add(kernel);
        const own = execute = kernel.requestExecute.bind(kernel);
        kernel.requestExecute = (content, ...rest) => {
          if (NEEDS_LATER.test(content.code)) load();
          const future = own(content, ...rest);
          load();
          return future;
        };
      }
      due = true;
      setTimeout(load, IDLE);
    };
    attend(sessionContext.session?.kernel);
    sessionContext.kernelChanged.connect((_, { newValue }) => attend(newValue));
  }

  async function start() {
    let deadline = Infinity;
    const fetched = list().then(async (listed) => {
      const known = await obstacle(listed.folder);
      if (known) {
        const [what, remedy, framed] = known;
        if (framed) line.append(make('a', { href: location.href, target: '_blank', rel: 'noopener', textContent: t('Open the notebook') }));
        fail(what, remedy);
        return;
      }
      loadEarly(listed);
      await fetchPython(listed);
      deadline = performance.now() + PATIENCE;
      bar.removeAttribute('value');
      if (state === 'fetching') show('starting', t('Starting Python …'));
    });
    fetched.catch((error) => {
      const remedy = error instanceof Refused
        ? t('The web host answered {status}. Whoever runs this site can mend it: the file has to be there, and the host has to know files that end in .{ending}.', { status: error.status, ending: error.message.split('.').pop() })
        : t('Check the connection, then press “Try again”.');
      fail(t('Part of Python could not be fetched: {file}.', { file: error.message }), t('{remedy} Your edits are kept.', { remedy }));
    });
    try {
      await untilReady(() => deadline);
      loadLater();
      show('ready', t('Python is ready. Shift+Enter runs a cell.'));
    } catch (error) {
      fail(t('Python did not start. {reason}', { reason: error.message }), t('Press “Try again”. If it fails again, close other tabs, or use a recent Firefox, Chrome, Edge or Safari. Your edits are kept.'));
    }
  }

  runAll.addEventListener('click', () => window.jupyterapp.commands.execute('notebook:run-all-cells'));

  // ------------------------------------------------------------------------------------------------- the reader's own copy

  const save = () => {
    const context = panel()?.context;
    if (context?.model.dirty) context.save().catch(() => {});
  };
  addEventListener('visibilitychange', () => document.hidden && save());

  reset.addEventListener('click', async () => {
    if (!confirm(t('Bring back this chapter as it was published? Your changes to it in this browser will be lost.'))) return;
    const { context } = panel();
    try {
      await window.jupyterapp.serviceManager.contents.delete(context.path);
      await context.revert();
      location.reload();
    } catch (error) {
      fail(t('The chapter could not be brought back: {reason}', { reason: error.message }), t('Remove this site’s data in your browser’s settings, then open the chapter again.'));
    }
  });

  // ---------------------------------------------------------------------------------------------------------------- begin

  addEventListener('error', ({ target }) => {
    if (target instanceof HTMLScriptElement) fail(t('A script of this page could not be fetched: {file}.', { file: target.src.split('/').pop() }), t('Check the connection, then press “Try again”.'));
  }, true);
  const begin = () => {
    document.head.append(style);
    document.body.append(line);
    settle();
    new ResizeObserver(settle).observe(line);
    if (typeof WebAssembly !== 'object') fail(t('This browser cannot run Python: it has no WebAssembly.'), t('Use a recent Firefox, Chrome, Edge or Safari.'));
    else if (PATH) start();
    else line.remove();
  };
  if (document.body) begin();
  else addEventListener('DOMContentLoaded', begin);
})();
