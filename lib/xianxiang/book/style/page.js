// What a page of the book needs beside its live figures. `early.js` has run before.
//
// A live figure tells the page by events on the document: xx-live {name}, xx-failed {name}, and xx-bet {name, open, question, said,
// reply}, where `open` says whether the reader has bet or declined, and `said` is the option, if any.

(() => {
const root = document.documentElement;
const PATIENCE = 6000; // milliseconds after the page has loaded
const bets = new Map();

// ------------------------------------------------------------------------------------------------- figures that do not live

const stills = () => [...document.querySelectorAll('.xx-still[data-for]')];
const named = (name) => stills().find((still) => still.dataset.for === name);

/** The script of the live figures watches over them itself; this tells of its absence, or that it could not run. */
function tellAbsent() {
  if (root.classList.contains('xx-starting')) return;
  const reason = root.dataset.xxAbsent ? `${root.dataset.xxAbsent} could not be loaded` : root.dataset.xxReason || 'its script did not start';
  for (const still of stills()) {
    openAll(still.dataset.for);
    if (still.nextElementSibling?.matches('.xx-alert')) continue;
    const text = `This figure cannot answer to controls here: ${reason.replace(/\.$/, '')}. The picture shows its default setting.`;
    const note = element('p', { className: 'xx-alert' }, text);
    note.setAttribute('role', 'alert');
    still.after(note);
  }
}

addEventListener('xx-absent', tellAbsent);
addEventListener('load', () => setTimeout(tellAbsent, root.dataset.xxAbsent ? 0 : PATIENCE));
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
  const link = element('a', { href: `#${block.dataset.for}` }, `figure ${above ? 'above' : 'below'}`);
  const show = element('button', { type: 'button', className: 'xx-veil-button' }, 'Show it without betting');
  show.addEventListener('click', () => {
    block.classList.add('xx-open');
    block.tabIndex = -1;
    block.focus({ preventScroll: true });
  });
  block.prepend(element('div', { className: 'xx-veil' }, element('p', {}, 'What follows gives the answer away. Place your bet in the ', link, ' first.'), show));
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
    const exercises = [...document.querySelectorAll('.bd-article section > h2')].find((heading) => /^Exercises/.test(heading.textContent))?.parentElement;
    if (exercises) exercises.before(box);
    else document.querySelector('.bd-article > section')?.append(box);
  }
  box.setAttribute('aria-label', 'Your bets in this chapter');
  box.replaceChildren(
    element('p', { className: 'xx-tally-title' }, 'Your bets in this chapter'),
    element('ol', {}, ...placed.map((bet) => element('li', {}, element('a', { href: `#${bet.name}` }, bet.question), element('p', {}, element('strong', {}, `You bet: ${bet.said}.`), ` ${bet.reply}`)))),
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

addEventListener('DOMContentLoaded', () => {
  document.querySelectorAll('.xx-reveal').forEach(veil);
  standBack();
  openTarget();
});
addEventListener('hashchange', openTarget);

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
