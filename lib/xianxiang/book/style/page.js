// What a page of the book needs beside its live figures. `early.js` has run before.
//
// A live figure tells the page by events on the document: xx-live {name}, xx-failed {name}, and xx-bet {name, open, question, said,
// reply}, where `open` says whether the reader has bet or declined, and `said` is the option, if any.

(() => {
const [t, filled] = [globalThis.xianxiangSay, globalThis.xianxiangFilled];
const root = document.documentElement;
if (document.getElementById('search-results')) {
  localStorage.removeItem('sphinx_highlight_terms'); // what was searched for is marked on the pages found, not on the one that searches
  if (window.origin === 'null') DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false; // out of a folder, or in a sandbox, no page can be fetched
}

const PATIENCE = 15_000; // milliseconds that an answer stays hidden for a figure that does not come
const bets = new Map();

// ------------------------------------------------------------------------------------------------- figures that do not live

const stills = () => [...document.querySelectorAll('.xx-still[data-for]')];
const named = (name) => stills().find((still) => still.dataset.for === name);

/** Where the figures' script cannot be had or does not start, each still picture shows and says so. Once it runs, it watches itself. */
function tellAbsent(reason) {
  if (root.classList.contains('xx-starting')) return;
  for (const still of stills()) {
    still.classList.add('xx-stays');
    openAll(still.dataset.for);
    if (still.nextElementSibling?.matches('.xx-alert')) continue;
    const note = element('p', { className: 'xx-alert' }, t('This figure cannot answer to controls here: {reason}. The picture shows its default setting.', { reason: reason.replace(/[.。]$/, '') }));
    note.setAttribute('role', 'alert');
    still.after(note);
  }
}

/** Fetch a script of the book's own, named with its hash. */
function fetched(name) {
  return new Promise((onload, onerror) => {
    document.head.append(element('script', { src: `${root.dataset.content_root}_static/xianxiang/${name}`, onload, onerror }));
  });
}

/** Fetch what brings the figures to life, side by side, once. */
function bringFigures() {
  const state = document.querySelector('script[data-needs][type$="widget-state+json"]');
  if (!state) return;
  const [widgets, vega] = state.dataset.needs.split(' ');
  state.removeAttribute('data-needs');
  const failed = (text) => root.dataset.xxReason ?? text;
  globalThis.xianxiangVegaLoading = fetched(vega).catch(() => Promise.reject(new Error(failed(t('its drawing library (vega.js) did not load')))));
  globalThis.xianxiangVegaLoading.catch(() => {}); // who waits for it tells
  fetched(widgets).then(() => tellAbsent(failed(t('its script did not start'))), () => tellAbsent(failed(t('widgets.js could not be loaded'))));
  setTimeout(() => stills().forEach((still) => still.classList.add('xx-stays')), PATIENCE); // better the answer than nothing
}

/** Bring the figures when one comes near; at once if the address names one, or for paper. */
function awaitFigures() {
  const asked = () => named(decodeURIComponent(location.hash).slice(1).split('?')[0]) && bringFigures();
  addEventListener('hashchange', asked);
  addEventListener('beforeprint', bringFigures);
  whenNear(stills(), bringFigures);
  asked();
}

document.addEventListener('xx-failed', ({ detail }) => openAll(detail.name));

// ----------------------------------------------------------------------------------------- text that waits for a bet (reveal.py)

const reveals = (name) => [...document.querySelectorAll(`.xx-reveal[data-for="${name}"]`)];

function element(tag, attributes, ...children) {
  const made = Object.assign(document.createElement(tag), attributes);
  made.append(...children);
  return made;
}

/** Lay a veil over a text: what to do first, and a way round it. */
function veil(block) {
  const figure = named(block.dataset.for);
  if (!figure) return block.classList.add('xx-open');
  const above = figure.compareDocumentPosition(block) & Node.DOCUMENT_POSITION_FOLLOWING;
  const link = element('a', { href: `#${block.dataset.for}` }, above ? t('figure above') : t('figure below'));
  const show = element('button', { type: 'button', className: 'xx-veil-button' }, t('Show it without betting'));
  show.addEventListener('click', () => {
    block.classList.add('xx-open');
    block.tabIndex = -1;
    block.focus({ preventScroll: true });
  });
  block.prepend(element('div', { className: 'xx-veil' }, element('p', {}, ...filled(t('What follows gives the answer away. Place your bet in the {figure} first.'), { figure: link })), show));
}

function openAll(name, open = true) {
  for (const block of reveals(name)) block.classList.toggle('xx-open', open);
}

/** A link into a covered text opens it. */
function openTarget() {
  const id = decodeURIComponent(location.hash.slice(1));
  const block = id && document.getElementById(id)?.closest('.xx-reveal:not(.xx-open)');
  if (!block) return;
  block.classList.add('xx-open');
  document.getElementById(id).scrollIntoView();
}

document.addEventListener('xx-bet', ({ detail }) => {
  bets.set(detail.name, detail);
  openAll(detail.name, detail.open);
  tally();
});

// ------------------------------------------------------------------------------------------------------ bets at the chapter's end

/** The reader's bets, once more, before the exercises. */
function tally() {
  const placed = stills().map((still) => bets.get(still.dataset.for)).filter((bet) => bet?.said);
  let box = document.querySelector('.xx-tally');
  if (!placed.length) return box?.remove();
  if (!box) {
    box = element('section', { className: 'xx-tally' });
    const exercises = document.querySelector('.bd-article section[id^="exercises"]');
    if (exercises) exercises.before(box);
    else document.querySelector('.bd-article > section')?.append(box);
  }
  box.setAttribute('aria-label', t('Your bets in this chapter'));
  box.replaceChildren(
    element('p', { className: 'xx-tally-title' }, t('Your bets in this chapter')),
    element('ol', {}, ...placed.map((bet) => element('li', {}, element('a', { href: `#${bet.name}` }, bet.question), element('p', {}, ...filled(t('{bet} {reply}'), { bet: element('strong', {}, t('You bet: {option}.', { option: bet.said })), reply: bet.reply }))))),
  );
}

// --------------------------------------------------------------------------------------------- room beside the text, wide formulas

/** The contents at the right stand back while a figure takes their room. */
function standBack() {
  if (!window.IntersectionObserver) return;
  const beside = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) beside[isIntersecting ? 'add' : 'delete'](target);
    root.classList.toggle('xx-beside', beside.size > 0);
  });
  document.addEventListener('xx-live', () => document.querySelectorAll('.xx-explorer').forEach((figure) => observer.observe(figure)));
}

/** Do something when one of some elements comes near; at once where the browser cannot tell. */
function whenNear(elements, act) {
  if (!window.IntersectionObserver) return act();
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    act();
  }, { rootMargin: '150% 0px' });
  elements.forEach((element) => observer.observe(element));
}

// ------------------------------------------------------------------------------------------------------------------------ search

/** Search on Enter: a frame may forbid the page to send forms. */
function search(event) {
  if (event.key !== 'Enter' || event.isComposing || !event.target.matches('.bd-search input')) return;
  event.preventDefault();
  location.assign(`${root.dataset.content_root}search.html?q=${encodeURIComponent(event.target.value)}`);
}

addEventListener('keydown', search);

addEventListener('DOMContentLoaded', () => {
  awaitFigures();
  document.querySelectorAll('.xx-reveal').forEach(veil);
  document.querySelectorAll('.xx-practice').forEach(fetchNear);
  standBack();
  openTarget();
});
addEventListener('hashchange', openTarget);

// --------------------------------------------------------------------------------- exercises that check themselves (exercises.py)

/** Fetch the exercises' script and style, and the figures that they ask about, when they come near; at once for a reader who has done
 * some, or follows a link to one. */
function fetchNear(section) {
  const bring = () => {
    const [script, style] = section.dataset.needs.split(' ');
    section.classList.add('xx-coming');
    const then = () => fetched(script).catch(() => section.classList.remove('xx-coming')); // what it makes takes its final shape at once
    document.head.append(element('link', { rel: 'stylesheet', href: `${root.dataset.content_root}_static/xianxiang/${style}`, onload: then, onerror: then }));
    bringFigures();
  };
  if (localStorage.getItem('xianxiang-practice') || /^#(exercise-|receipt)/.test(location.hash)) return bring();
  addEventListener('load', () => whenNear([section], bring)); // before, pictures have no height and everything is near
}

// ------------------------------------------------------------------------------------------------------------------------- paper

/** Paper is white, and nothing on it can be unfolded: print in the light scheme, with every solution and proof open. */
function print(on) {
  const { mode } = root.dataset; // the reader's choice, or auto
  root.dataset.theme = on ? 'light' : mode === 'light' || mode === 'dark' ? mode : matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const folded = document.querySelectorAll(on ? '.bd-article details:not([open], .xx-help, .hide)' : '.bd-article details.xx-unfolded');
  for (const part of folded) {
    part.open = on;
    part.classList.toggle('xx-unfolded', on);
  }
  for (const part of document.querySelectorAll(on ? '.bd-article .toggle-hidden' : '.bd-article .xx-untoggled')) {
    part.classList.toggle('toggle-hidden', !on);
    part.classList.toggle('xx-untoggled', on);
  }
}

matchMedia('print').addEventListener('change', ({ matches }) => print(matches));
})();
