// Exercises that check themselves, in the page. No kernel and no server: variants are drawn, answers judged and receipts made here.
//
// First pure functions, twins of teach/{seed,goal,bank,receipt}.py, given out as `globalThis.xianxiangExercise` (tests call them in
// Node); then the view. It comes to life in every `<section class="xx-practice">` that holds a `<script type="application/json">` with
// {stem, exercises, words, book, solutions}: see book/exercises.py. Figures on the page are asked through `el.explorer` (explorer.js).
//
// Elsewhere, in a package for a learning platform say, set `globalThis.xianxiangHost` before this script runs. It takes the place of the
// form for the student's number, of the browser's storage and of the receipt:
//   student, course   texts; both draw the variants
//   load()            returns what was saved, or null
//   save(state)       {answers: {id: [variant, first, last, tries, seconds, right]}, drafts: {id: answer}, turns: {}}, after each change;
//                     `answers` as in a receipt, `drafts` what is typed and not yet checked
//   score(points, of) after each check and once at the start: points of right answers, of those that check themselves in the page

(() => {
// ---------------------------------------------------------------------------------------------------------------- seed

const BLANK = /[\s\x85\xad\u200b-\u200f\u2060\ufeff\x1c-\x1f\x00]+/g;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const PRIMES = [];
for (let n = 2; PRIMES.length < 64; n++) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);
const fraction = (x) => ((x % 1) * 2 ** 32) | 0;
const START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const STEPS = PRIMES.map((prime) => fraction(Math.cbrt(prime)));

/** SHA-256 of a text as eight words of 32 bits; the browser's own is missing on plain http. */
function sha256(text) {
  const bytes = new TextEncoder().encode(text);
  const words = new Int32Array((((bytes.length + 8) >> 6) + 1) * 16);
  bytes.forEach((byte, i) => (words[i >> 2] |= byte << (24 - 8 * (i & 3))));
  words[bytes.length >> 2] |= 0x80 << (24 - 8 * (bytes.length & 3));
  words[words.length - 1] = bytes.length * 8;
  const turn = (x, n) => (x >>> n) | (x << (32 - n));
  const state = START.slice();
  const w = new Int32Array(64);
  for (let at = 0; at < words.length; at += 16) {
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < 64; t++) {
      if (t < 16) w[t] = words[at + t];
      else {
        const [x, y] = [w[t - 15], w[t - 2]];
        w[t] = w[t - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + w[t - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
      }
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + STEPS[t] + w[t]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((x, i) => (state[i] = (state[i] + x) | 0));
  }
  return state.map((word) => word >>> 0);
}

/** A student's number or a course code as it is hashed; null where nothing is left of it, or too much. */
function normal(text) {
  const found = text.normalize('NFKC').replace(BLANK, '').toUpperCase();
  return found && [...found].length <= 64 ? found : null;
}

const digest = (...parts) => sha256(['xianxiang/1', ...parts].join('\x1f'));

/** Draw one of `count` things. */
function draw(count, ...parts) {
  const [one, two] = digest(...parts);
  return (one * 65536 + (two >>> 16)) % count;
}

function shuffle(count, ...parts) {
  const order = [...Array(count).keys()];
  for (let last = count - 1; last > 0; last--) {
    const other = draw(last + 1, ...parts, last);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/** Four letters that stand for an answer. */
function mark(...parts) {
  const bits = digest('answer', ...parts)[0] >>> 8;
  return [18, 12, 6, 0].map((shift) => LETTERS[(bits >> shift) & 63]).join('');
}

// ---------------------------------------------------------------------------------------------------------------- goal

const COMPARE = {
  '==': (a, b) => Math.abs(a - b) <= 1e-9,
  '!=': (a, b) => Math.abs(a - b) > 1e-9,
  '<': (a, b) => a < b - 1e-9,
  '<=': (a, b) => a <= b + 1e-9,
  '>': (a, b) => a > b + 1e-9,
  '>=': (a, b) => a >= b - 1e-9,
};

/** Put the values of a variant in the places of {"$": name}. */
function filled(goal, given, variant) {
  if (Array.isArray(goal)) return goal.map((item) => filled(item, given, variant));
  return goal instanceof Object ? given[goal.$][variant] : goal;
}

const axisOf = (figure, key) => figure.plan.controls.findIndex((control) => control.key === key);
const moved = (figure, index) => figure.plan.controls.filter((control, i) => index[i] !== control.default).map((control) => control.key);

/** Whether a goal holds at a point of a figure's grid; `figure` is {plan, column(name, index, row)}, as an explorer is. */
function holds(goal, figure, index) {
  const [word, ...rest] = goal;
  const inner = (item) => holds(item, figure, index);
  const at = (axis, position) => index.map((i, n) => (n === axis ? position : i));
  const named = (where, names) => rest.some((name) => names.indexOf(name) === figure.column(`${where}/code`, index));
  switch (word) {
    case 'all': return rest.every(inner);
    case 'any': return rest.some(inner);
    case 'not': return !inner(rest[0]);
    case 'says': return named('words', figure.plan.says);
    case 'regime': return named('regime', figure.plan.regimes ?? figure.plan.regime.map(([name]) => name));
    case 'only': return moved(figure, index).every((key) => rest.includes(key));
    case 'first':
    case 'last': {
      const axis = axisOf(figure, rest[0]);
      const others = figure.plan.controls[axis].tokens.map((_, i) => i).filter((i) => (word === 'first' ? i < index[axis] : i > index[axis]));
      return inner(rest[1]) && !others.some((i) => holds(rest[1], figure, at(axis, i)));
    }
    case 'with': {
      const axis = axisOf(figure, rest[0]);
      const { kind, tokens } = figure.plan.controls[axis];
      const near = { choice: () => tokens.indexOf(rest[1]), switch: () => Number(Boolean(rest[1])), slider: () => tokens.findIndex((token) => Math.abs(token - rest[1]) < 1e-6) };
      return holds(rest[2], figure, at(axis, near[kind]()));
    }
  }
  const [a, b] = rest.map((item) => term(item, figure, index));
  return typeof a === 'string' ? (a === b) === (word === '==') : COMPARE[word](a, b);
}

function term(item, figure, index) {
  if (!Array.isArray(item)) return item;
  const [word, a, b, row] = item;
  switch (word) {
    case '+': return term(a, figure, index) + term(b, figure, index);
    case '-': return term(a, figure, index) - term(b, figure, index);
    case 'moved': return moved(figure, index).length;
    case 'value': return figure.column(`words/value:${a}`, index) ?? NaN;
    case 'cell': return figure.column(`table/${a}/${b}`, index, row) ?? NaN;
  }
  const axis = axisOf(figure, a);
  const { kind, tokens } = figure.plan.controls[axis];
  return kind === 'choice' ? tokens[index[axis]] : kind === 'switch' ? index[axis] : Number(tokens[index[axis]]);
}

/** The point of a figure's grid that a link's query names, null where it names none. */
function position(figure, answer) {
  const { controls } = figure.plan;
  const index = controls.map((control) => control.default);
  const seen = new Set();
  if (typeof answer !== 'string' || [...answer].length > 4000) return null;
  for (const part of answer ? answer.split('&') : []) {
    const [key, token] = part.split(/=(.*)/s).map(decoded);
    const axis = axisOf(figure, key);
    const at = controls[axis]?.tokens.indexOf(token) ?? -1;
    if (at < 0 || seen.has(key)) return null;
    seen.add(key);
    index[axis] = at;
  }
  return index;
}

function decoded(text) {
  try {
    return text.replace(/(%[\da-f]{2})+/gi, (part) => decodeURIComponent(part));
  } catch {
    return null;
  }
}

// ------------------------------------------------------------------------------------------------------------- answers

const NUMBER = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,2})?)(?:\/(\d+(?:\.\d*)?|\.\d+))?(%?)$/;
const LARGEST = 1e12;

/** Read a number as people type it: 0.25, .25, 0,25, 25%, 1/4, −3, with full-width signs as well; null where it is none. */
function parse(text) {
  if (typeof text !== 'string' || [...text].length > 40) return null;
  const plain = text.normalize('NFKC').replace(BLANK, '').replace(/[−–]/g, '-').replace(/[,。]/g, '.').toLowerCase();
  const [, top, under, percent] = NUMBER.exec(plain) ?? [];
  if (top === undefined || (under && !Number(under))) return null;
  const value = Number(top) / (under ?? 1);
  return percent ? value / 100 : value;
}

/** `value` times 10 to the `places`, rounded half up, away from zero. */
function rounded(value, places) {
  const size = Math.floor(Math.abs(value) * 10 ** places + 0.5 + 1e-9);
  return value >= 0 || !size ? size : -size;
}

/** Fill a text's fields with a variant's values, which travel as texts. */
const told = (exercise, text, variant) => text.replace(/\{(\w+(?::[^{}]*)?)\}/g, (all, field) => exercise.fields[field]?.[variant] ?? all);

const piece = (marks, i) => marks.slice(4 * i, 4 * i + 4);
const HAN = /[\u3400-\u9fff\uf900-\ufaff]/g;

/** How long a text is, in letters; a Chinese character is worth three. */
const letters = (text) => [...text.replace(HAN, 'han')].length;
const strip = (text) => text.replace(/^(?:[^\S\ufeff]|[\x85\x1c-\x1f])+|(?:[^\S\ufeff]|[\x85\x1c-\x1f])+$/g, '');

/** What is said of an answer: {right, says, read}, as `Exercise.verdict` in bank.py says it. `tries` is how many wrong ones went before. */
function verdict(exercise, variant, answer, tries, words, figure) {
  const fill = (text) => told(exercise, text, variant);
  const unread = (key) => ({ right: null, says: words[key], read: false });
  const wrong = (says) => ({ right: false, says, read: true });
  const right = () => ({ right: true, says: fill(exercise.why), read: true });
  const hinted = (first = '') => wrong([first, fill(exercise.hints[Math.min(tries, exercise.hints.length - 1)] ?? '')].filter(Boolean).join(words.gap));
  switch (exercise.kind) {
    case 'setting': {
      const index = position(figure, answer);
      if (!index) return unread('no setting');
      const missed = exercise.goals.find(([goal]) => !holds(filled(goal, exercise.given, variant), figure, index));
      return missed ? hinted(fill(missed[1])) : right();
    }
    case 'number': {
      const { id, unit, places, marks, slips } = exercise;
      let typed = parse(answer);
      if (typed !== null && unit === '%' && answer.normalize('NFKC').includes('%')) typed *= 100;
      if (typed === null || Math.abs(typed) * 10 ** places >= LARGEST) return unread('no number');
      const key = rounded(typed, places);
      const fits = (number) => mark(id, variant, number || 0) === piece(marks, variant);
      if (fits(key)) return right();
      const own = mark(id, variant, key);
      const slip = slips.find(([, slipped]) => piece(slipped, variant) === own);
      if (slip) return wrong(fill(slip[0]));
      if (fits(key + 1) || fits(key - 1)) return wrong(words[places ? 'close' : 'off by one']);
      if (fits(-key)) return wrong(words.sign);
      if (Math.abs(typed) * 10 ** (places + 2) < LARGEST && (fits(rounded(typed * 100, places)) || fits(rounded(typed / 100, places)))) return wrong(words.hundred);
      return hinted();
    }
    case 'choice': {
      const { id, options, marks, why } = exercise;
      const place = options.findIndex((_, i) => answer === String(i));
      if (place < 0) return unread('no option');
      const says = fill(options[place][1]);
      if (mark(id, variant, place) !== piece(marks, variant)) return wrong(says);
      return why ? right() : { ...right(), says };
    }
    case 'order': {
      const { id, blocks, marks } = exercise;
      const known = new Set(blocks.map((_, i) => String(i)));
      if (!Array.isArray(answer) || !answer.length || answer.length > blocks.length || !answer.every((item) => known.has(item))) return unread('no order');
      const stands = (count) => marks.match(/.{4}/g).includes(mark(id, 'steps', answer.slice(0, count).join('.')));
      let count = 0;
      while (count < answer.length && stands(count + 1)) count++;
      if (count < answer.length) return hinted(count ? words['steps stand'].replace('{count}', count) : words['no step stands']);
      return exercise.whole.includes(mark(id, 'whole', answer.join('.'))) ? right() : wrong(words['more steps']);
    }
    default: {
      const text = typeof answer === 'string' ? strip(answer) : '';
      if (letters(text) < exercise.least || [...text].length > 4000) return { ...unread('no text'), says: words['no text'].replace('{least}', Math.floor(exercise.least / words.unit)) };
      return { right: null, says: words['locked in'], read: true };
    }
  }
}

// ------------------------------------------------------------------------------------------------------------- receipt

/** A receipt's JSON. */
function receipt({ book, course, student, origin, time, answers }) {
  const sorted = Object.fromEntries(Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify({ format: 'xianxiang-receipt/1', book, course, student, origin, time, answers: sorted });
}

const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');

/** The short form of a receipt's JSON: XX1.… */
async function pack(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  const body = base64(new Uint8Array(await new Response(stream).arrayBuffer()));
  return `XX1.${body}.${sha256(body)[0].toString(16).padStart(8, '0')}`;
}

globalThis.xianxiangExercise = { sha256, normal, draw, shuffle, mark, filled, holds, position, parse, rounded, told, letters, verdict, receipt, pack };
if (!globalThis.document) return;

// ------------------------------------------------------------------------------------------------------------ elements

/** Make an element; an attribute given as a function is a listener, one given as null or false is left out. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, item] of Object.entries(attributes)) {
    if (typeof item === 'function') element.addEventListener(name, item);
    else if (item !== null && item !== false) element.setAttribute(name, item === true ? '' : item);
  }
  element.append(...children);
  return element;
}

const button = (label, click, attributes = {}) => make('button', { type: 'button', class: 'xx-ex-button', click, ...attributes }, label);

/** A form that acts by its button and by Enter in a line of it, and is never sent: a frame may forbid that. */
const formOf = (act, attributes, ...children) =>
  make('form', {
    novalidate: true,
    submit: (event) => event.preventDefault(),
    ...attributes,
    keydown: (event) => {
      attributes.keydown?.(event);
      if (event.key !== 'Enter' || event.isComposing || !event.target.matches('input')) return;
      event.preventDefault();
      act();
    },
  }, ...children);

/** A text with *emphasis*, `code`, subscripts as in W_c and, in a page that is not, Chinese as nodes. */
const rich = (text) =>
  text.split(/(\*(?! )[^*]+\*|`[^`]+`|_[\p{L}\p{N}]|[\p{L}\p{M}]+ = [−\d][\d.]*%?|\p{L}\p{M}+|[\u2e80-\u9fff\uf900-\ufaff]+)/u).filter(Boolean).map((part) => {
    if (/^\*.+\*$/s.test(part)) return make('em', latin(part), ...rich(part.slice(1, -1)));
    if (/^`.+`$/s.test(part)) return make('code', { translate: 'no' }, part.slice(1, -1));
    if (/^_./su.test(part)) return make('sub', {}, part.slice(1));
    if (/^\S+ = \S+$|^\p{L}\p{M}+$/u.test(part)) return make('span', { class: part.includes('=') ? 'xx-whole' : 'xx-sign' }, part); // a letter and its mark are of one font
    return part > '\u2e80' && !chinese ? make('span', { lang: 'zh-Hans', translate: 'no' }, part) : part;
  });

const chinese = document.documentElement.lang.startsWith('zh');
/** What marks Latin letters among Chinese: they have italics, no dots. */
const latin = (text) => (!chinese || /\p{Script=Han}/u.test(text) ? {} : /[A-Za-z]{2}/.test(text) ? { lang: 'en' } : { class: 'xx-sign' });
const fillIn = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
/** What a setting moves, in the figure's own words as soon as it is there. */
const spelled = (answer, plan) =>
  answer.split('&').filter(Boolean).map((part) => {
    const [key, token] = part.split(/=(.*)/s).map(decoded);
    const control = plan?.controls.find((one) => one.key === key);
    return control ? `${control.label} = ${control.texts[control.tokens.indexOf(token)]}` : part;
  });
const lively = (name) => document.querySelector(`.xx-live[data-name="${name}"]`);

// --------------------------------------------------------------------------------------------------------------- store

const memory = {};

/** What this browser keeps, as JSON; where it keeps nothing, for as long as the page is open. */
const store = {
  read(key) {
    try {
      return JSON.parse(localStorage.getItem(`xianxiang-${key}`)) ?? memory[key];
    } catch {
      return memory[key];
    }
  },
  write(key, item) {
    memory[key] = item;
    try {
      localStorage.setItem(`xianxiang-${key}`, JSON.stringify(item));
    } catch {
      // storage is blocked or full
    }
  },
  /** The stems of the chapters in which something was answered. */
  stems() {
    const keys = [...Object.keys(memory), ...Array.from({ length: localStorage.length }, (_, i) => localStorage.key(i).replace('xianxiang-', ''))];
    return [...new Set(keys.filter((key) => key.startsWith('practice-')).map((key) => key.slice(9)))];
  },
  /** Whether it lasts longer than the page. */
  get lasts() {
    try {
      localStorage.setItem('xianxiang-probe', '');
      localStorage.removeItem('xianxiang-probe');
      return localStorage instanceof Storage; // early.js puts something else in the place of a blocked one
    } catch {
      return false;
    }
  },
};

// --------------------------------------------------------------------------------------------------------------- forms

// By kind: what one answers with. `parts` stand in the form; `read` gives the answer, `fill` puts one back, `lock` ends it.
const FORMS = {
  number({ words }, { unit }, name) {
    const input = make('input', { id: `${name}-answer`, inputmode: 'decimal', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': `${name}-ask`, maxlength: 40 });
    const sign = button('±', () => {
      input.value = /^\s*[-−－]/.test(input.value) ? input.value.replace(/[-−－]/, '') : `−${input.value}`;
      input.dispatchEvent(new Event('input', { bubbles: true }));
      input.focus();
    }, { class: 'xx-ex-sign', 'aria-label': words.minus });
    return {
      parts: [make('label', { for: `${name}-answer` }, words.answer), make('span', { class: 'xx-ex-number' }, sign, input, unit ? make('span', {}, unit) : '')],
      read: () => input.value,
      fill: (answer) => (input.value = answer),
      lock: () => (input.readOnly = sign.hidden = true),
    };
  },

  choice(sheet, exercise, name, variant) {
    const order = shuffle(exercise.options.length, 'options', sheet.course, exercise.id, sheet.student);
    const inputs = order.map((place) => make('input', { type: 'radio', name, value: place, id: `${name}-${place}` }));
    const rows = order.map((place, i) => make('label', { class: 'xx-ex-option', for: `${name}-${place}` }, inputs[i], make('span', {}, ...rich(told(exercise, exercise.options[place][0], variant)))));
    return {
      parts: [make('fieldset', { 'aria-describedby': `${name}-ask` }, make('legend', { class: 'xx-ex-said' }, sheet.words.options), ...rows)],
      read: () => inputs.find((input) => input.checked)?.value ?? '',
      fill: (answer) => inputs.forEach((input) => (input.checked = input.value === answer)),
      lock: () => inputs.forEach((input) => (input.disabled = !input.checked)),
    };
  },

  order(sheet, exercise, name, variant) {
    const { words } = sheet;
    const start = shuffle(exercise.blocks.length, 'blocks', sheet.course, exercise.id, sheet.student).map(String);
    const [pool, proof] = [make('ul'), make('ol')];
    const heard = make('p', { class: 'xx-ex-said', role: 'status' });
    let chosen = [];
    let locked = false;
    const text = (place) => rich(told(exercise, exercise.blocks[place], variant));
    /** Show the proof as it is now, what was moved with the focus on the same button. */
    const change = (next, place, word) => {
      chosen = next;
      draw();
      form.dispatchEvent(new Event('input', { bubbles: true }));
      heard.textContent = fillIn(chosen.includes(place) ? words.placed : words['taken out'], { place: chosen.indexOf(place) + 1, count: chosen.length });
      const moves = [...proof.querySelectorAll(`[data-place="${place}"] button`)];
      (moves.find((item) => item.dataset.word === word && !item.disabled) ?? moves.find((item) => !item.disabled) ?? pool.querySelector('button') ?? proof.querySelector('button:enabled'))?.focus();
    };
    const swap = (i, j) => chosen.map((place, n) => (n === i ? chosen[j] : n === j ? chosen[i] : place));
    const draw = () => {
      proof.replaceChildren(...chosen.map((place, i) => {
        const move = (word, sign, next, off = false) => button(sign, () => change(next(), place, word), { 'data-word': word, disabled: off, 'aria-label': fillIn(words[word], { place: i + 1 }) });
        const moves = [move('up', '↑', () => swap(i, i - 1), i === 0), move('down', '↓', () => swap(i, i + 1), i === chosen.length - 1), move('out', '✕', () => chosen.filter((other) => other !== place))];
        return make('li', { 'data-place': place }, make('span', {}, ...text(place)), ...(locked ? [] : [make('span', { class: 'xx-ex-moves' }, ...moves)]));
      }));
      pool.replaceChildren(...start.filter((place) => !chosen.includes(place)).map((place) => make('li', {}, button('', () => change([...chosen, place], place), { disabled: locked }))));
      start.filter((place) => !chosen.includes(place)).forEach((place, i) => pool.children[i].firstChild.append(...text(place)));
      pool.parentElement?.classList.toggle('xx-ex-empty', !pool.children.length);
      proof.parentElement?.classList.toggle('xx-ex-empty', !proof.children.length);
    };
    const form = make('div', { class: 'xx-ex-blocks' }, make('div', { role: 'group', 'aria-label': words.pool }, make('p', {}, words.pool), pool, make('p', { class: 'xx-ex-none' }, words['pool is empty'])),
      make('div', { role: 'group', 'aria-label': words.proof }, make('p', {}, words.proof), proof, make('p', { class: 'xx-ex-none' }, words['proof is empty'])), heard);
    draw();
    return {
      parts: [form],
      read: () => chosen,
      fill: (answer) => {
        chosen = answer.filter((place) => start.includes(place));
        draw();
      },
      lock: () => {
        locked = true;
        draw();
      },
    };
  },

  text({ words }, { least }, name) {
    const field = make('textarea', { id: `${name}-answer`, rows: 6, maxlength: 4000, 'aria-describedby': `${name}-ask ${name}-count` });
    const count = make('p', { class: 'xx-ex-quiet', id: `${name}-count` });
    const say = () => (count.textContent = fillIn(words.letters, { count: Math.floor(letters(field.value) / words.unit), least: Math.floor(least / words.unit) }));
    field.addEventListener('input', say);
    say();
    return {
      parts: [make('label', { for: `${name}-answer` }, words.answer), field, count],
      read: () => field.value,
      fill: (answer) => {
        field.value = answer;
        say();
      },
      lock: () => (field.readOnly = count.hidden = true),
    };
  },
};

// ---------------------------------------------------------------------------------------------------------------- view

const PRACTICE = 'PRACTICE';
const LONGEST_PAUSE = 120; // seconds without a sign of the reader that still count as work

/** The exercises of a page. */
class Sheet {
  constructor(section, data) {
    Object.assign(this, data, { section, host: globalThis.xianxiangHost, since: Date.now(), seconds: {} });
    const kept = store.read('practice') ?? {};
    this.origin = kept.origin ?? [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    this.become(this.host ?? kept);
    document.addEventListener('xx-live', ({ detail }) => this.cards.filter(({ exercise }) => exercise.figure === detail.name).forEach((card) => this.recall(card)));
    document.addEventListener('xx-bet', () => this.docked?.verdict.replaceChildren());
  }

  // Whose work it is, and what is kept of it.

  /** Take up the work of a student, or of nobody. */
  become({ student, course }) {
    this.student = (student && normal(student)) || this.origin;
    this.course = (course && student && normal(course)) || PRACTICE;
    const { answers, drafts, turns } = (this.host ? this.host.load() : store.read(`practice-${this.stem}`)?.[this.who]) ?? {};
    this.state = { answers: { ...answers }, drafts: { ...drafts }, turns: { ...turns } };
    for (const exercise of this.exercises) if (this.record(exercise) && this.record(exercise)[0] !== this.variant(exercise)) delete this.state.answers[exercise.id];
    this.draw();
  }

  get practising() {
    return this.course === PRACTICE;
  }

  get who() {
    return `${this.course}\x1f${this.student}`;
  }

  record({ id }) {
    return this.state.answers[id];
  }

  variant({ id, count }) {
    return (draw(count, 'variant', this.course, id, this.student) + (this.state.turns[id] ?? 0)) % count;
  }

  save() {
    if (this.host) return this.host.save(this.state);
    store.write('practice', { origin: this.origin, ...(this.practising ? {} : { student: this.student, course: this.course }) });
    store.write(`practice-${this.stem}`, { ...store.read(`practice-${this.stem}`), [this.who]: this.state });
  }

  done(exercise) {
    const record = this.record(exercise);
    return Boolean(record) && (record[5] === 1 || exercise.kind === 'text' || exercise.graded === false);
  }

  /** Forget a student and all that he answered. */
  forget() {
    for (const stem of store.stems()) {
      const { [this.who]: _, ...others } = store.read(`practice-${stem}`) ?? {};
      store.write(`practice-${stem}`, others);
    }
    store.write('practice', { origin: this.origin });
    this.become({});
    this.told.textContent = this.words.forgotten;
  }

  // What stands on the page.

  draw() {
    this.undock();
    const { words } = this;
    this.cards = this.exercises.map((exercise, i) => this.card(exercise, i));
    this.bars = [this.bar(), this.bar()];
    this.told = make('p', { class: 'xx-ex-quiet', role: 'status' });
    this.identity = make('div', { class: 'xx-ex-identity' });
    this.end = make('div', { class: 'xx-ex-end', id: 'receipt', tabindex: -1 });
    if (!this.host) this.introduce();
    const live = make('div', { class: 'xx-ex-live' }, this.identity, this.bars[0].root, make('ol', { class: 'xx-ex-list', 'aria-label': words.title }, ...this.cards.map(({ root }) => root)), this.bars[1].root, this.end);
    this.section.querySelector('.xx-ex-live')?.remove();
    this.section.append(live);
    this.section.classList.add('xx-ex-on');
    this.cards.forEach((card) => this.recall(card));
    this.progress();
  }

  /** Say who answers; offer a form for it. */
  introduce(open = false) {
    const { words, practising } = this;
    const ask = () => {
      this.introduce(true);
      this.identity.querySelector('input').focus();
    };
    const back = () => {
      this.introduce();
      this.identity.querySelector('button').focus();
    };
    if (!open) {
      const who = make('span', {}, practising ? words.nobody : fillIn(words.who, this));
      const sure = button(words.forget, () => {
        this.told.textContent = words.sure;
        sure.replaceWith(button(words['forget all'], () => this.forget()));
        this.identity.querySelectorAll('button')[1].focus();
      });
      return this.identity.replaceChildren(who, button(practising ? words.enter : words.change, ask), ...(practising ? [] : [sure]), this.told);
    }
    const field = (name, hint) => make('label', {}, words[name], make('input', { name, required: true, maxlength: 80, autocomplete: 'off', spellcheck: 'false', placeholder: hint, value: practising ? '' : this[name] }));
    const keep = () => {
      const { student, course } = Object.fromEntries(new FormData(form));
      if (!normal(student) || !normal(course)) return (this.told.textContent = words['bad number']);
      this.become({ student, course });
      this.save();
      this.identity.querySelector('button').focus();
    };
    this.told.textContent = '';
    const form = formOf(keep, { keydown: ({ key }) => key === 'Escape' && back() }, field('student', ''), field('course', 'PA-2026'), make('span', {}, button(words.keep, keep, { class: 'xx-ex-button xx-ex-main' }), button(words.cancel, back)));
    this.identity.replaceChildren(form, make('p', { class: 'xx-ex-quiet' }, words.kept), this.told);
  }

  bar() {
    const [text, meter, link] = [make('span'), make('progress', { 'aria-hidden': 'true' }), make('a', { href: '#receipt', hidden: true }, this.words['to receipt'])];
    return { root: make('div', { class: 'xx-ex-bar' }, text, meter, link), text, meter, link };
  }

  card(exercise, i) {
    const { words } = this;
    const { id, kind, count, title, ask, points } = exercise;
    const name = `exercise-${id.split('.')[1]}`;
    const variant = this.variant(exercise);
    const card = { exercise, variant, name };
    card.number = make('span', { class: 'xx-ex-mark', 'aria-hidden': 'true' }, i + 1);
    card.heading = make('h3', { id: name, tabindex: -1 }, card.number, make('span', {}, ...rich(title)), points > 1 ? make('span', { class: 'xx-ex-quiet' }, fillIn(words.points, { points })) : '');
    card.verdict = make('div', { class: 'xx-ex-verdict', role: kind === 'setting' ? null : 'status' });
    card.next = make('a', { class: 'xx-ex-next', hidden: true });
    card.more = make('div', { class: 'xx-ex-more' });
    const form = kind === 'setting' ? this.taker(card) : kind === 'function' ? this.leader() : this.form(card);
    if (this.practising && count > 1 && kind !== 'function') form.append(button(words.another, () => this.another(card), { class: 'xx-ex-plain' }));
    card.root = make('li', { class: 'xx-ex', 'aria-labelledby': name, focusin: () => this.spend(exercise) },
      card.heading, make('p', { class: 'xx-ex-ask', id: `${name}-ask` }, ...rich(told(exercise, ask, variant))), form, card.verdict, card.more, card.next);
    return card;
  }

  form(card) {
    const { exercise, name, variant } = card;
    card.form = FORMS[exercise.kind](this, exercise, name, variant);
    const check = () => this.done(exercise) || this.answer(card, card.form.read());
    card.check = button(this.words[exercise.kind === 'text' ? 'lock' : exercise.graded === false ? 'record' : 'check'], check, { class: 'xx-ex-button xx-ex-main' });
    const input = () => {
      this.state.drafts[exercise.id] = card.form.read();
      this.save();
    };
    return formOf(check, { class: 'xx-ex-form', input, change: input }, ...card.form.parts, card.check);
  }

  /** What leads from a task to its figure. */
  taker(card) {
    card.last = make('a', { hidden: true });
    card.form = { fill: (answer) => {
      card.last.hidden = false;
      card.last.href = `#${card.exercise.figure}${answer && `?${answer}`}`;
      card.last.textContent = fillIn(this.words['last setting'], { setting: spelled(answer, lively(card.exercise.figure)?.explorer?.plan).join(this.words.comma) || this.words.default });
    }, lock() {} };
    card.check = button(this.words.take, () => this.dock(card), { class: 'xx-ex-button xx-ex-main' });
    return make('p', { class: 'xx-ex-form' }, card.check, card.last);
  }

  /** What leads to the notebook. */
  leader() {
    const run = document.querySelector('.btn-xx-run');
    return make('p', { class: 'xx-ex-form' }, this.words.notebook, this.words.gap, run ? make('a', { href: run.href, class: 'xx-ex-button' }, this.words['run chapter']) : '');
  }

  another(card) {
    const { id } = card.exercise;
    this.state.turns[id] = (this.state.turns[id] ?? 0) + 1;
    delete this.state.answers[id];
    delete this.state.drafts[id];
    this.save();
    if (this.docked?.card === card) this.undock();
    const i = this.cards.indexOf(card);
    this.cards[i] = this.card(card.exercise, i);
    card.root.replaceWith(this.cards[i].root);
    this.progress();
    this.cards[i].heading.focus();
  }

  // Answers.

  /** Count the time since the last sign of the reader for this exercise. */
  spend({ id }) {
    this.seconds[id] = (this.seconds[id] ?? 0) + Math.min(LONGEST_PAUSE, (Date.now() - this.since) / 1000);
    this.since = Date.now();
  }

  judge({ exercise, variant }, answer, tries) {
    return verdict(exercise, variant, answer, tries, this.words, exercise.figure && lively(exercise.figure)?.explorer);
  }

  /** Judge an answer, keep it and say what is to be said of it. */
  answer(card, answer) {
    const { exercise, variant } = card;
    const before = this.record(exercise);
    const found = this.judge(card, answer, before?.[3] ?? 0);
    if (found.read) {
      this.spend(exercise);
      const right = exercise.graded === false || found.right === null ? null : Number(found.right);
      this.state.answers[exercise.id] = [variant, before?.[1] ?? answer, answer, (before?.[3] ?? 0) + 1, (before?.[4] ?? 0) + Math.round(this.seconds[exercise.id]), right];
      this.seconds[exercise.id] = 0;
      delete this.state.drafts[exercise.id];
      this.save();
    }
    const held = card.root.contains(document.activeElement) || this.docked?.root.contains(document.activeElement);
    this.say(card, found);
    this.progress();
    const { next, back } = this.docked?.card === card ? this.docked : { next: card.next, back: card.heading };
    if (held && this.done(exercise)) (next.hidden ? back : next).focus({ preventScroll: true });
    return found;
  }

  /** Put a kept answer, and what was said of it, back in its place. */
  recall(card) {
    const { exercise, variant } = card;
    const record = this.record(exercise);
    if (record && card.form) {
      card.form.fill(record[2]);
      const known = exercise.kind !== 'setting' || lively(exercise.figure)?.explorer;
      const found = known ? this.judge(card, record[2], record[3] - 1) : { right: record[5] === 1, says: record[5] ? told(exercise, exercise.why, variant) : '', read: true };
      this.say(card, found);
    }
    if (!this.done(exercise) && this.state.drafts[exercise.id] !== undefined) card.form?.fill(this.state.drafts[exercise.id]);
  }

  say(card, { right, says, read }) {
    const { words } = this;
    const { exercise } = card;
    const told = exercise.graded !== false || !read;
    const tries = this.record(exercise)?.[3] ?? 0;
    const state = !read ? 'unread' : !told || right === null ? 'noted' : right ? 'right' : 'wrong';
    const kicker = { right: '✓ ', wrong: '✗ ', noted: '✓ ', unread: '' }[state] + (state === 'wrong' && tries > 1 ? fillIn(words['wrong again'], { tries }) : words[state]);
    for (const region of [card.verdict, this.docked?.card === card && this.docked.verdict].filter(Boolean)) {
      region.dataset.state = state;
      region.replaceChildren(make('strong', {}, kicker), words.gap, ...rich(told ? says : ''));
    }
    if (!this.done(exercise)) return;
    card.form.lock();
    if (exercise.kind !== 'setting') card.check.hidden = true;
    card.root.classList.add('xx-ex-done');
    card.number.textContent = '✓';
    if (exercise.kind === 'text') card.more.replaceChildren(...this.solution(exercise));
  }

  solution({ rubric, solution }) {
    const { words } = this;
    if (!solution) return [make('p', { class: 'xx-ex-quiet' }, words['teacher has it'])];
    return [make('p', {}, words.rubric), make('ul', {}, ...rubric.map((point) => make('li', {}, ...rich(point)))), make('p', {}, words.solution), make('p', {}, ...rich(solution))];
  }

  /** How far the reader is: at the head and at the end, and which one is next. */
  progress() {
    const { words } = this;
    const here = this.cards.filter(({ exercise }) => exercise.kind !== 'function');
    const open = here.filter(({ exercise }) => !this.done(exercise));
    const [done, all, more] = [here.length - open.length, here.length, this.cards.length - here.length];
    const graded = here.some(({ exercise }) => exercise.graded !== false);
    for (const { text, meter, link } of this.bars) {
      text.textContent = fillIn(open.length ? words[more ? 'progress here' : 'progress'] : words[graded ? 'all done' : 'all kept'], { done, all, more });
      Object.assign(meter, { max: all, value: done });
      link.hidden = this.host || !done;
    }
    this.bars[1].link.hidden = true;
    for (const card of here) {
      const next = open.find((other) => here.indexOf(other) > here.indexOf(card)) ?? open.find((other) => other !== card);
      for (const link of [card.next, this.docked?.card === card && this.docked.next].filter(Boolean)) {
        link.hidden = !next || !this.done(card.exercise);
        if (next) Object.assign(link, { href: `#${next.name}`, textContent: fillIn(words.next, { title: next.exercise.title }) });
      }
    }
    const counted = here.filter(({ exercise }) => exercise.kind !== 'text' && exercise.graded !== false);
    const sum = (cards) => cards.reduce((total, { exercise }) => total + exercise.points, 0);
    this.host?.score?.(sum(counted.filter(({ exercise }) => this.done(exercise))), sum(counted));
    if (!this.host) this.offer(here.some(({ exercise }) => this.record(exercise)));
  }

  // The task at its figure.

  dock(card) {
    const { words } = this;
    const live = lively(card.exercise.figure);
    if (!live) return this.say(card, { right: null, says: words['no figure'], read: false });
    this.undock();
    const { exercise, variant } = card;
    const box = live.closest('.xx-explorer') ?? live;
    const task = make('details', { open: innerHeight > 480 }, make('summary', {}, ...rich(exercise.title)), make('p', {}, ...rich(told(exercise, exercise.ask, variant))));
    const [said, next] = [make('div', { class: 'xx-ex-verdict', role: 'status' }), make('a', { class: 'xx-ex-next', hidden: true, click: () => this.undock() })];
    const check = () => {
      if (live.classList.contains('xx-covered')) return this.say(card, { right: null, says: words['bet first'], read: false });
      this.answer(card, live.explorer.fragment().split(/\?(.*)/s)[1] ?? '');
      card.form.fill(this.record(exercise)[2]);
      task.open = matchMedia('(min-width: 600px)').matches;
      go.hidden = this.done(exercise);
      root.scrollTop = root.scrollHeight; // the verdict stands at its foot
    };
    const go = button(words.check, check, { class: 'xx-ex-button xx-ex-main', hidden: this.done(exercise) });
    const back = button(words.back, () => {
      this.undock();
      card.heading.focus({ preventScroll: true });
      card.root.scrollIntoView({ block: 'nearest' });
    }, { class: 'xx-ex-plain' });
    const root = make('section', { class: 'xx-ex-dock', 'aria-label': words.task }, task, said, make('div', { class: 'xx-ex-foot' }, go, next, back));
    this.docked = { card, root, box, verdict: said, next, back };
    box.classList.add('xx-ex-host');
    const controls = box.querySelector(':scope > .xx-controls');
    if (controls) controls.after(root); // behind the controls for the keyboard, at the foot for the eye
    else box.append(root);
    const narrow = controls && !box.matches('.xx-wide, .xx-asking');
    (narrow ? controls.firstElementChild : box).scrollIntoView({ block: narrow ? 'center' : 'start', behavior: 'instant' });
    task.querySelector('summary').focus({ preventScroll: true });
    this.recall(card);
    this.progress();
  }

  undock() {
    this.docked?.root.remove();
    this.docked?.box.classList.remove('xx-ex-host');
    this.docked = null;
  }

  // The receipt.

  offer(some) {
    const { words } = this;
    if (!some) return this.end.replaceChildren();
    if (this.practising) return this.end.replaceChildren(make('p', {}, words['practice only']));
    if (this.end.querySelector('button')) return;
    const note = make('div', { class: 'xx-ex-quiet', role: 'status' });
    const others = store.stems().some((stem) => stem !== this.stem && Object.keys(store.read(`practice-${stem}`)?.[this.who]?.answers ?? {}).length);
    const all = make('input', { type: 'checkbox' });
    const say = (...parts) => note.replaceChildren(...parts);
    const save = () => {
      const address = URL.createObjectURL(new Blob([this.receipt(all.checked)], { type: 'application/json' }));
      const name = `${['receipt', this.course, this.student, ...(all.checked ? [] : [this.stem])].join('-').replace(/[^\p{L}\p{N}-]+/gu, '_')}.json`;
      make('a', { href: address, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 1000);
      say(fillIn(words.saved, { name }));
    };
    const copy = async () => {
      const text = await pack(this.receipt(all.checked));
      try {
        await navigator.clipboard.writeText(text);
        say(words.copied);
      } catch {
        const field = make('textarea', { readonly: true, rows: 4, translate: 'no', 'aria-label': words['short text'] }, text);
        say(words['copy this'], field);
        field.select();
      }
    };
    this.end.replaceChildren(
      make('h3', {}, words.receipt),
      make('p', {}, words['receipt is']),
      ...(others ? [make('label', { class: 'xx-ex-option' }, all, words['all chapters'])] : []),
      make('p', { class: 'xx-ex-foot' }, button(words['save file'], save, { class: 'xx-ex-button xx-ex-main' }), ...(globalThis.CompressionStream ? [button(words['copy text'], copy)] : []), button(words.print, () => print())),
      note,
      make('p', { class: 'xx-ex-quiet' }, store.lasts ? words['private window'] : words['nothing kept']),
    );
  }

  receipt(all) {
    const stems = all ? store.stems() : [];
    const answers = Object.assign({}, ...stems.map((stem) => store.read(`practice-${stem}`)?.[this.who]?.answers), this.state.answers);
    return receipt({ ...this, time: `${new Date().toISOString().slice(0, 19)}Z`, answers });
  }
}

for (const section of document.querySelectorAll('.xx-practice')) new Sheet(section, JSON.parse(section.querySelector('script').textContent));
if (/^#(exercise-|receipt)/.test(location.hash)) document.getElementById(location.hash.slice(1))?.scrollIntoView();
})();
