// "Keep this book offline", at the sidebar's foot. Nothing is fetched before the reader presses it; `sw.js` does the work.

(() => {
  const t = globalThis.xianxiangSay;
  const root = new URL(document.documentElement.dataset.content_root, document.baseURI).href;
  const store = `xianxiang ${root}`; // as sw.js names it
  const SILENCE = 15_000; // milliseconds without news after which the worker, which the browser may have ended, is asked to go on
  const megabytes = (bytes) => (bytes < 1e7 ? (bytes / 1e6).toFixed(1) : Math.round(bytes / 1e6));

  const element = (tag, attributes, ...children) => {
    const made = Object.assign(document.createElement(tag), attributes);
    made.append(...children);
    return made;
  };
  const button = (text, deed) => {
    const made = element('button', { type: 'button', className: 'xx-keep-button' }, text);
    made.addEventListener('click', deed);
    return made;
  };

  const place = document.querySelector('.xx-keep');
  if (!place) return;
  const words = element('span');
  words.setAttribute('role', 'status');
  const bar = element('progress', { hidden: true });
  bar.setAttribute('aria-label', t('The book so far'));
  const figures = element('span');
  const tools = element('span');
  place.append(words, bar, figures, tools);

  let timer;

  /** Show a state: a sentence, how far it has got, and what can be done. A button keeps the focus that the one before it had. */
  function show(sentence, label, deed, progress) {
    clearTimeout(timer);
    if (words.textContent !== sentence) words.textContent = sentence;
    bar.hidden = !progress;
    if (progress) [bar.value, bar.max] = progress;
    figures.textContent = progress ? t('{done} of {all} MB', { done: megabytes(progress[0]), all: megabytes(progress[1]) }) : '';
    if (tools.firstChild?.textContent === label) return;
    const focused = tools.contains(document.activeElement);
    tools.replaceChildren(button(label, deed));
    if (focused) tools.firstChild.focus();
  }

  const offer = (sentence = '') => show(sentence, t('Keep this book offline'), keep);

  // ------------------------------------------------------------------------------------------------------ where it cannot be

  /** What keeps books; undefined where the browser has nothing of the kind, or blocks it. */
  function workers() {
    try {
      return navigator.serviceWorker;
    } catch {
      return undefined;
    }
  }

  /** Why a browser keeps nothing here; undefined where it may. */
  function obstacle() {
    if (location.protocol === 'file:') return t('This copy of the book was opened from a file: it is on this device already.');
    if (window.origin === 'null') return t('The book stands in a sandboxed frame here, which may keep nothing. In a tab of its own it can.');
    if (!isSecureContext) return t('Browsers keep a book only from an address that begins with https, and this one does not.');
    if (!workers()) return t('This browser, or this private window, keeps no books.');
    return undefined;
  }

  /** What a failure means to the reader. */
  function told({ failed, message }) {
    if (failed === 'QuotaExceededError') return t('There is not enough room on this device: the book needs {all} MB.', { all: megabytes(bar.max) });
    if (failed === 'TypeError') return t('The connection broke off. What has come is kept: press again to go on.');
    return t('The book could not be kept ({message}).', { message });
  }

  const blocked = ({ message }) => t('The browser blocks storage for this site, so it cannot keep the book ({message}).', { message });

  // ------------------------------------------------------------------------------------------------------------- the deeds

  async function ask(deed) {
    const registration = await navigator.serviceWorker.getRegistration(root);
    const worker = registration?.scope === root && (registration.active ?? registration.waiting ?? registration.installing);
    worker?.postMessage(deed);
    return Boolean(worker);
  }

  async function keep() {
    const reason = obstacle();
    if (reason) return offer(reason);
    show(t('Keeping the book …'), t('Stop'), remove);
    try {
      await navigator.serviceWorker.register(new URL('sw.js', root), { scope: root });
    } catch (error) {
      return offer(blocked(error));
    }
    navigator.storage?.persist?.().catch(() => {}); // else the browser may clear it when the device runs full
    return ask('keep');
  }

  async function remove() {
    clearTimeout(timer);
    await ask('remove');
  }

  function hear({ data }) {
    if (data?.xianxiang !== root) return;
    if (data.kept) show(t('Kept on this device: {all} MB.', { all: megabytes(data.kept) }), t('Remove'), remove);
    else if (data.removed) offer();
    else if (data.failed) offer(told(data));
    else {
      show(t('Keeping the book …'), t('Stop'), remove, [data.done, data.of]);
      timer = setTimeout(() => ask('keep'), SILENCE);
    }
  }

  /** Whether the reader has asked for it before: the worker is here, or what it kept is, though another page cleared away all workers. */
  async function resume() {
    if (obstacle()) return;
    navigator.serviceWorker.addEventListener('message', hear);
    navigator.serviceWorker.startMessages();
    try {
      if (!(await ask('keep')) && (await caches.has(store))) await keep();
    } catch { /* storage is blocked, so nothing is kept */ }
  }

  offer();
  resume();
})();
