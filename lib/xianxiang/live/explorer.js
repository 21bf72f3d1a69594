// The explorer in the browser: reads the part of the tables that belongs to the present setting, and shows it.
//
// One module without dependencies. The same code runs in a published page, bundled into widgets.js, where there is no kernel, and in Jupyter,
// where it is the module of an anywidget. First pure functions (tested in Node), then the view. `plan` is the dictionary of that name in explorer.py.

// ---------------------------------------------------------------------------------------------------------------- text

/** Write a number as `format_number` in words.py does: half up, away from zero. */
export function format(value, spec = '') {
  if (value === null || Number.isNaN(value)) return '—';
  const percent = spec.endsWith('%');
  const places = spec ? Number(spec[1]) : 6;
  let scaled = Math.floor(Math.abs(value) * (percent ? 100 : 1) * 10 ** places + 0.5 + 1e-9);
  const whole = 100 * 10 ** places;
  let mark = '';
  if (percent && value > 0 && value < 1) {
    if (scaled === 0) [mark, scaled] = ['<', 1];
    else if (scaled === whole) [mark, scaled] = ['>', whole - 1];
  }
  const digits = String(scaled).padStart(places + 1, '0');
  let text = digits.slice(0, digits.length - places) + (places ? '.' + digits.slice(digits.length - places) : '');
  if (!spec) text = text.replace(/\.?0+$/, '');
  return mark + (value < 0 && scaled ? '−' : '') + text + (percent ? '%' : '');
}

/** Fill the fields of a template, {name} or {name:format}. */
export function fill(template, values) {
  return template.replace(/\{(\w+)(?::([^{}]*))?\}/g, (_, name, spec) => {
    const value = values[name];
    return typeof value === 'string' ? value : format(value, spec ?? '');
  });
}

/** What says an English message, its fields filled, in the language of a plan: by the plan's dictionary, or the page's; English where both have nothing. */
export const speaker = (plan) => (text, values = {}) => fill((plan.dictionary ?? globalThis.xianxiangWords)?.[text] ?? text, values);

/** How many pixels a text takes at 12 px a letter, about; Chinese letters count double. */
const lengthOf = (text) => [...text].reduce((sum, letter) => sum + (letter > '\u2e80' ? 12 : 6.5), 0);

// A text in the pieces after which a line may end: words with the blanks behind them, and single Chinese letters; each with the marks that open it or close it.
const CHINESE = '\\u2e80-\\u9fff\\uf900-\\ufaff\\uff00-\\uffef';
const OPENING = '“‘(\\[（《〈「『【';
const CLOSING = '”’)\\]…—%,.;:?!，。、：；？！）》〉」』】';
const PIECES = new RegExp(`[${OPENING}]*(?:[^ ${CHINESE}]*[^ ${CHINESE}${OPENING}]|(?![${CLOSING}])[${CHINESE}])?[${CLOSING}]* *`, 'g');

/** Break a text into lines no wider than about `width` pixels at 12 px a letter; Chinese letters count double. */
export function wrap(text, width) {
  const lines = [''];
  for (const piece of text.match(PIECES).filter(Boolean)) {
    const longer = lines.at(-1) + piece;
    if (lines.at(-1) && lengthOf(longer.trimEnd()) > width) lines.push(piece);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line) => line.trimEnd());
}

// -------------------------------------------------------------------------------------------------------------- tables

const INTEGERS = { 1: Int8Array, 2: Int16Array, 4: Int32Array };

/** Unpack the payload: a Map from a column's name to {shape, codes, decimals, categories, missing}. Mirrors codec.py. */
export async function decode(layout, payload) {
  const body = await inflate(payload);
  const size = (column) => column.width * column.shape.reduce((product, length) => product * length, 1);
  const whole = layout.reduce((sum, column) => sum + size(column), 0);
  if (whole !== body.length) throw new Error(`its table holds ${body.length} bytes where ${whole} belong`);
  let start = 0;
  return new Map(
    layout.map((column) => {
      const part = body.subarray(start, (start += size(column)));
      return [column.name, { ...column, codes: unpack(part, column), missing: -(2 ** (8 * column.width - 1)) }];
    }),
  );
}

async function inflate(payload) {
  if (!globalThis.DecompressionStream) throw new Error('this browser cannot unpack its table of results; a newer one can');
  try {
    const stream = new Blob([payload]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new Error('its table of results is damaged');
  }
}

/** Join the planes of bytes and take running sums; typed arrays wrap around just as the packing did. */
function unpack(bytes, { width, order }) {
  const count = bytes.length / width;
  const codes = new INTEGERS[width](count);
  for (let plane = 0; plane < width; plane++) {
    for (let i = 0; i < count; i++) codes[i] |= bytes[plane * count + i] << (8 * plane);
  }
  for (let n = 0; n < order; n++) {
    for (let i = 1; i < count; i++) codes[i] += codes[i - 1];
  }
  return codes;
}

/** Where a column's rows for a point of the grid begin; axes of length one do not count. */
function offset({ shape }, index) {
  let at = 0;
  for (let axis = 0; axis < shape.length - 1; axis++) at = at * shape[axis] + (shape[axis] === 1 ? 0 : index[axis]);
  return at * shape.at(-1);
}

/** One value of a column: a number, a string, or null where there is none. */
function value(column, position) {
  const code = column.codes[position];
  if (column.categories) return column.categories[code];
  if (code === column.missing) return null;
  return column.decimals ? code / 10 ** column.decimals : code;
}

/** One entry of a column at a point of the grid, as goals name it: a category in English. */
export function reading(column, index, row = 0) {
  if (!column) throw new Error('the figure has no such column');
  return value({ ...column, categories: column.names ?? column.categories }, offset(column, index) + (column.shape.at(-1) === 1 ? 0 : row));
}

/** The rows of one table at a point of the grid, as fresh objects. `columns` are pairs [key, column]. */
export function rowsAt(columns, index) {
  const count = Math.max(...columns.map(([, column]) => column.shape.at(-1)));
  const starts = columns.map(([, column]) => offset(column, index));
  return Array.from({ length: count }, (_, i) => {
    const row = {};
    columns.forEach(([key, column], c) => (row[key] = value(column, starts[c] + (column.shape.at(-1) === 1 ? 0 : i))));
    return row;
  });
}

/** The sentence (or text alternative) that holds at a point of the grid; `where` is the prefix of its columns. */
export function textAt(templates, columns, where, index) {
  if (!templates) return '';
  const code = columns.get(`${where}/code`);
  if (!code) return templates[0];
  const values = {};
  for (const [name, column] of columns) {
    if (name.startsWith(`${where}/value:`)) values[name.slice(where.length + 7)] = value(column, offset(column, index));
  }
  return fill(templates[value(code, offset(code, index))], values);
}

/** Rows as comma-separated values, the setting before them as comments. */
export function csv(head, tables) {
  const cell = (item) => (item === null ? '' : /[",\n\r]/.test(item) ? `"${String(item).replaceAll('"', '""')}"` : String(item));
  const lines = head.map((line) => `# ${line.replace(/\s+/g, ' ')}`);
  for (const [name, rows] of tables) {
    lines.push(`# table: ${name}`, Object.keys(rows[0]).map(cell).join(','));
    for (const row of rows) lines.push(Object.values(row).map(cell).join(','));
  }
  return lines.join('\n') + '\n';
}

// --------------------------------------------------------------------------------------------------------------- links

/** The fragment that brings a reader to this setting: #name?key=value, only what differs from the default. */
export function writeFragment(plan, index) {
  const parts = plan.controls.flatMap((control, i) =>
    index[i] === control.default ? [] : [`${control.key}=${encodeURIComponent(control.tokens[index[i]])}`],
  );
  return `#${plan.name}${parts.length ? `?${parts.join('&')}` : ''}`;
}

/** Read a fragment: null if it is not for this explorer, else the setting and what was wrong with the link, in words. */
export function parseFragment(hash, plan) {
  const [name, query] = hash.replace(/^#/, '').split(/\?(.*)/s);
  if (name !== plan.name) return null;
  const t = speaker(plan);
  const index = plan.controls.map((control) => control.default);
  const problems = [];
  const seen = new Set();
  for (const pair of (query ?? '').split('&').filter(Boolean)) {
    const [key, text = ''] = pair.split(/=(.*)/s).map(decoded);
    const i = plan.controls.findIndex((control) => control.key === key);
    if (i < 0) problems.push(t('{key} is no control of this figure', { key: quoted(key) }));
    else if (seen.has(key)) problems.push(t('{key} is set twice', { key: quoted(key) }));
    else {
      seen.add(key);
      const found = find(plan.controls[i], text);
      if (found < 0) problems.push(t('{key} cannot be {text}; it may be {allowed}', { key: quoted(key), text: quoted(text), allowed: allowed(plan.controls[i]) }));
      else index[i] = found;
    }
  }
  return { index, problems, asked: query !== undefined && query !== '' };
}

function find(control, text) {
  if (control.kind !== 'slider') return control.tokens.indexOf(text);
  if (!/^-?\d*\.?\d+$/.test(text)) return -1;
  return control.tokens.findIndex((token) => Math.abs(Number(token) - Number(text)) < 1e-6);
}

function allowed({ kind, tokens }) {
  if (kind !== 'slider' || tokens.length < 5) return tokens.join(', ');
  return `${tokens[0]}, ${tokens[1]}, ${tokens[2]}, … ${tokens.at(-1)}`;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const quoted = (text) => `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;

// --------------------------------------------------------------------------------------------------------------- store

const memory = new Map();

/** What the reader's browser keeps for the book, as JSON; where it keeps nothing, for as long as the page is open. */
export const store = {
  read(key) {
    try {
      return JSON.parse(localStorage.getItem(`xianxiang-${key}`));
    } catch {
      return memory.get(key) ?? null;
    }
  },
  write(key, item) {
    memory.set(key, item);
    try {
      localStorage.setItem(`xianxiang-${key}`, JSON.stringify(item));
    } catch {
      // storage is blocked or full
    }
  },
};

/** A bet that this browser remembers, in any language: the option's position, -1 for declined, null where there is none or the question was another. */
export function recall(name, { question, asked = question, options }, kept = store.read('bets')) {
  const bet = kept?.[name];
  return bet?.question === asked && Number.isInteger(bet.option) && bet.option < options.length ? bet.option : null;
}

function remember(name, { question, asked = question }, option) {
  const { [name]: _, ...others } = store.read('bets') ?? {};
  store.write('bets', option === null ? others : { ...others, [name]: { question: asked, option } });
}

// ------------------------------------------------------------------------------------------------------------ elements

/** Make an element; an attribute given as a function is a listener, one given as null or false is left out. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, item] of Object.entries(attributes)) {
    if (typeof item === 'function') element.addEventListener(name, item);
    else if (item !== null && item !== false) element.setAttribute(name, item);
  }
  element.append(...children);
  return element;
}

/** Put a text into an element; in an English one Chinese is marked as such for screen readers, fonts and machines that translate the rest. */
function write(element, text, { language } = {}) {
  if (language) element.textContent = text;
  else element.replaceChildren(
    ...text.split(/([\u2e80-\u9fff\uf900-\ufaff]+)/).map((part, i) => (i % 2 ? make('span', { lang: 'zh-Hans', translate: 'no' }, part) : part)),
  );
}

const button = (label, click, attributes = {}) => make('button', { type: 'button', class: 'xx-button', click, ...attributes }, label);

// JupyterLab takes the arrow keys to walk from cell to cell, unless what has the focus says that they are its own.
globalThis.addEventListener?.('focusin', ({ target }) => {
  if (target.closest?.('.xx-explorer')) target.setAttribute('data-lm-suppress-shortcuts', 'true');
});

/** Mark the whole explorer around `el`, as soon as it stands on the page. */
function mark(el, name, on, tries = 120) {
  const box = el.closest('.xx-explorer');
  if (box) box.classList.toggle(name, on);
  else if (tries) requestAnimationFrame(() => mark(el, name, on, tries - 1));
}

/** Tell the page what has become of a figure. */
const announce = (event, detail) => document.dispatchEvent(new CustomEvent(`xx-${event}`, { detail }));

/** The still picture that stands for an explorer where it cannot live. */
const stillOf = (name) => document.querySelector(`.xx-still[data-for="${name}"]`);

// ---------------------------------------------------------------------------------------------------------------- vega

/** The folder of a published page's own files; undefined in Jupyter. */
const pageRoot = () => document.documentElement.dataset.content_root;

/** The drawing library, once a page: what page.js fetches, in Jupyter what the kernel sends. */
async function loadVega(model) {
  if (!globalThis.xianxiangVega) {
    await (globalThis.xianxiangVegaLoading ??= askKernel(model).then(runScript).finally(() => delete globalThis.xianxiangVegaLoading));
  }
  if (!globalThis.xianxiangVega?.draw) throw new Error('its drawing library (vega.js) is not what it should be');
  return globalThis.xianxiangVega;
}

function runScript(source) {
  return new Promise((resolve, reject) => {
    const error = () => reject(new Error('its drawing library (vega.js) did not load'));
    document.head.append(make('script', { src: source, load: resolve, error }));
  });
}

function askKernel(model) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no kernel answered; run the cell again')), 60_000);
    const hear = (message, buffers) => {
      if (message?.kind !== 'vega') return;
      clearTimeout(timer);
      model.off('msg:custom', hear);
      if (message.error) reject(new Error(message.error));
      else resolve(URL.createObjectURL(new Blob([buffers[0]], { type: 'text/javascript' })));
    };
    model.on('msg:custom', hear);
    model.send({ kind: 'vega' });
  });
}

/** Every place in a specification that has encodings. */
function encodings(spec) {
  return [spec.encoding, ...['layer', 'hconcat', 'vconcat', 'concat'].flatMap((key) => (spec[key] ?? []).flatMap(encodings)), ...(spec.spec ? encodings(spec.spec) : [])].filter(Boolean);
}

/** Whether a chart was compiled from Vega-Lite to Vega when the book was built. */
const compiled = (spec) => spec.$schema?.includes('/vega/') ?? false;

/** Whether a chart takes the size of its place; one made of several has a size of its own. */
const fits = (spec) => spec.autosize?.type === 'fit';

/** A copy of a specification for a place of this size: long titles broken into lines, its legends as `legend` has them. */
export function fitted(spec, width, height, legend) {
  const copy = structuredClone(spec);
  if (fits(copy)) Object.assign(copy, { width, height });
  const breakIn = (holder, key, least) => {
    const lines = typeof holder?.[key] === 'string' ? wrap(holder[key], width - 70) : [];
    if (lines.length > least) holder[key] = lines;
  };
  if (compiled(copy)) {
    for (const own of copy.legends ?? []) Object.assign(own, legend);
    breakIn(copy.title, 'text', 0);
    for (const axis of copy.axes ?? []) breakIn(axis, 'title', 1);
    return copy;
  }
  for (const channel of legend ? encodings(copy).flatMap(Object.values) : []) if (channel?.legend) Object.assign(channel.legend, legend);
  breakIn(copy, 'title', 0);
  for (const encoding of encodings(copy)) {
    for (const channel of [encoding.x, encoding.y]) breakIn(typeof channel?.axis?.title === 'string' ? channel.axis : channel, 'title', 1);
  }
  return copy;
}

/** Set a specification in the letters of its place. */
function lettered(spec, font) {
  if (!font) return spec;
  if (!compiled(spec)) spec.config.font = font;
  else for (const style of Object.values(spec.config.style)) if (style.font) style.font = font;
  return spec;
}

// How the legend is drawn where it is too wide, step by step.
const TIGHTER = [
  { columnPadding: 6, symbolSize: 60, labelOffset: 2 },
  { columnPadding: 4, symbolSize: 40, labelOffset: 1, labelFontSize: 11 },
  { columns: 2, columnPadding: 4, symbolSize: 40, labelFontSize: 11, legendY: -36 },
];

/** One chart in its place: draws itself anew when the place changes its size, and not at all while the place is hidden. */
class Drawing {
  constructor(place, chart, library) {
    Object.assign(this, { place, chart, library, width: 0, height: chart.height, tight: 0, text: '', tables: {}, late: false });
    this.observer = new ResizeObserver(() => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.resize(), this.view ? 120 : 0);
    });
    this.observer.observe(place);
  }

  get hidden() {
    return this.place.isConnected && !this.place.getClientRects().length;
  }

  /** Show rows by table; draws at once, or when the place is next seen. */
  show(tables, alt) {
    Object.assign(this.tables, tables);
    this.describe(alt);
    if (this.hidden) this.late = true;
    else if (this.view) this.feed(tables);
    else this.build();
  }

  /** Draw what was put off. */
  catchUp() {
    if (!this.view) this.build();
    else if (this.late) this.feed(this.tables);
  }

  feed(tables) {
    this.late = false;
    for (const [name, rows] of Object.entries(tables)) if (this.names.has(name)) this.view.data(name, rows());
    this.view.run();
  }

  /** The specification for the place as it is. */
  spec() {
    return lettered(fitted(this.chart.spec, this.width, this.height, TIGHTER[this.tight - 1]), getComputedStyle(this.place).fontFamily);
  }

  build(tight = 0) {
    Object.assign(this, { width: this.measure(), tight });
    const spec = this.spec();
    this.shape = JSON.stringify({ ...spec, width: 0, height: 0 });
    const vega = compiled(spec) ? spec : this.library.compile(spec);
    this.names = new Set(vega.data?.map((source) => source.name));
    this.view?.finalize();
    this.view = this.library.draw(vega, { renderer: 'svg', container: this.place, hover: true });
    this.place.querySelector('svg')?.setAttribute('translate', 'no'); // what a machine puts in place of a text is not seen in a picture
    this.drawn = this.height;
    this.feed(this.tables);
    this.describe(this.text, true);
    this.fold();
  }

  /** Draw a legend that is too wide for its place more tightly. */
  async fold() {
    const { view } = this;
    await view.runAsync(); // only then are the legend's words in their places
    if (view !== this.view || this.tight === TIGHTER.length) return;
    const end = (part) => part.getBoundingClientRect().right;
    if ([...this.place.querySelectorAll('.role-legend')].some((legend) => end(legend) > end(this.place) + 1)) this.build(this.tight + 1);
  }

  measure() {
    return Math.max(240, Math.floor(this.place.clientWidth) || this.width || 640);
  }

  resize() {
    if (this.hidden || !this.place.clientWidth) return;
    if (!this.view || this.late) this.catchUp();
    const width = this.measure();
    if (width === this.width && this.height === this.drawn) return;
    if (width !== this.width) Object.assign(this, { width, tight: 0 });
    if (JSON.stringify({ ...this.spec(), width: 0, height: 0 }) !== this.shape) return this.build();
    this.drawn = this.height;
    if (fits(this.chart.spec)) this.view.width(width).height(this.height).run();
    this.fold();
  }

  describe(alt, again = false) {
    if (alt === this.text && !again) return;
    this.text = alt;
    this.place.setAttribute('role', 'img');
    this.place.removeAttribute('aria-roledescription');
    this.place.setAttribute('aria-label', alt);
  }

  finish() {
    clearTimeout(this.timer);
    this.observer.disconnect();
    this.view?.finalize();
  }
}

// ------------------------------------------------------------------------------------------------------------ pictures

/** All charts in one SVG with title, sentence and setting, in ink on white. */
function pictureOf(plan, element, words) {
  const charts = [...element.querySelectorAll('.xx-plot svg')].map((svg) => ({ svg, width: svg.clientWidth || Number(svg.getAttribute('width')), height: svg.clientHeight || Number(svg.getAttribute('height')) }));
  const width = Math.max(480, ...charts.map((chart) => chart.width)) + 32;
  const font = getComputedStyle(element).fontFamily.replaceAll('"', "'");
  const parts = [];
  let y = 16;
  const put = (text, size, weight, colour) => {
    for (const line of wrap(text, ((width - 32) * 11.5) / size)) {
      parts.push(`<text x="16" y="${(y += size * 1.4)}" font-size="${size}" font-weight="${weight}" fill="${colour}">${escaped(line)}</text>`);
    }
  };
  put(plan.title, 17, 600, '#222');
  put(words.says, 13, 400, '#222');
  y += 12;
  for (const { svg, width: w, height } of charts) {
    const copy = svg.cloneNode(true);
    for (const [name, item] of Object.entries({ x: 16, y, width: w, height })) copy.setAttribute(name, item);
    parts.push(new XMLSerializer().serializeToString(copy).replaceAll('currentColor', '#222'));
    y += height + 12;
  }
  put(words.setting, 11, 400, '#555');
  const height = Math.ceil(y + 16);
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${font}"><rect width="100%" height="100%" fill="#fff"/>${parts.join('')}</svg>`;
  return { text, width, height };
}

const escaped = (text) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** Paint an SVG twice as large as it is, as PNG. */
async function painted({ text, width, height }) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    await image.decode();
    const canvas = make('canvas', { width: 2 * width, height: 2 * height });
    canvas.getContext('2d').drawImage(image, 0, 0, 2 * width, 2 * height);
    return await new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large')))));
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

function download(blob, name) {
  const address = URL.createObjectURL(blob);
  make('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

// ------------------------------------------------------------------------------------------------------------ controls

/** A control: the plan's description of it beside the model of the stock widget. */
class Control {
  constructor(plan, model) {
    this.plan = plan;
    this.model = model;
    this.property = plan.kind === 'switch' ? 'value' : 'index';
  }

  get index() {
    return Number(this.model.get(this.property));
  }

  set index(i) {
    if (i === this.index) return;
    this.model.set(this.property, this.plan.kind === 'switch' ? Boolean(i) : i);
    this.model.save_changes();
  }

  /** Bring marks and names up to date if the control has moved since. */
  refresh() {
    if (this.index === this.seen) return;
    this.seen = this.index;
    this.mark();
    this.name();
  }

  /** Mark a control that differs from its default. */
  mark() {
    const classes = this.model.get('_dom_classes').filter((name) => name !== 'xx-changed');
    const changed = this.index !== this.plan.default;
    if (changed !== this.marked) this.model.set('_dom_classes', changed ? [...classes, 'xx-changed'] : classes);
    this.marked = changed;
  }

  /** Give the parts of the stock widget the names and values that they lack. */
  async name() {
    for (const view of await Promise.all(Object.values(this.model.views ?? {}))) this.nameIn(view.el);
  }

  nameIn(element) {
    const { label, texts, tokens } = this.plan;
    for (const handle of element.querySelectorAll('.noUi-handle')) {
      const now = { label, valuetext: texts[this.index], valuenow: tokens[this.index], valuemin: tokens[0], valuemax: tokens.at(-1) };
      for (const [name, item] of Object.entries(now)) handle.setAttribute(`aria-${name}`, item);
    }
    for (const slider of element.querySelectorAll('.noUi-target:not(.xx-named)')) { // a key that moves nothing has the slider name its place anew
      slider.classList.add('xx-named');
      slider.noUiSlider?.on('update.xx', () => this.nameIn(element));
    }
    for (const readout of element.querySelectorAll('.widget-readout')) Object.assign(readout, { contentEditable: 'false', translate: false });
    const buttons = element.querySelectorAll('.widget-toggle-button');
    buttons.forEach((item, i) => item.setAttribute('aria-pressed', i === this.index));
    if (buttons.length) {
      element.setAttribute('role', 'group');
      element.setAttribute('aria-label', label);
    }
  }
}

/** The models of the controls, which the explorer holds by reference. */
async function controlsOf(model, plan) {
  const ids = model.get('controls').map((reference) => reference.replace('IPY_MODEL_', ''));
  const models = await Promise.all(
    ids.map((id, i) => model.widget_manager.get_model(id).catch(() => Promise.reject(new Error(speaker(plan)('its control “{label}” is missing', plan.controls[i]))))),
  );
  return plan.controls.map((control, i) => new Control(control, models[i]));
}

// ---------------------------------------------------------------------------------------------------------------- view

const WIDE = 680; // pixels from which the controls stand beside the charts
const LOWEST = 170; // pixels below which no chart is squeezed

/** An explorer come to life in `el`. */
class Live {
  constructor(el, plan, columns, controls, library) {
    Object.assign(this, { el, plan, columns, controls, own: false, step: 0, t: speaker(plan) });
    this.tables = new Map(Object.entries(plan.tables).map(([table, keys]) => [table, keys.map((key) => [key, columns.get(`table/${table}/${key}`)])]));
    this.drawn = new Map();
    el.replaceChildren(...this.parts());
    this.drawings = plan.charts.map((chart, i) => new Drawing(this.places[i].querySelector('.xx-plot'), chart, library));
    this.changed = () => {
      if (!this.own) this.stop();
      this.schedule();
    };
    for (const control of controls) control.model.on(`change:${control.property}`, this.changed);
    this.paper = matchMedia('print');
    this.printed = () => this.paper.matches && this.drawings.forEach((drawing) => drawing.catchUp());
    this.paper.addEventListener('change', this.printed);
  }

  // What stands on the page.

  parts() {
    const { plan, t } = this;
    this.presets = plan.presets.map(([label, index]) => button(label, () => this.move(index), { class: 'xx-button xx-preset' }));
    this.playing = plan.play && button(this.playLabel(false), () => (this.timer ? this.stop() : this.play()), { class: 'xx-button xx-play' });
    this.reset = button(t('Reset'), () => this.move(plan.controls.map((control) => control.default)));
    this.regime = plan.regime && make('p', { class: 'xx-regime' });
    this.sentence = plan.words && make('p', { class: 'xx-sentence' });
    this.says = make('div', { class: 'xx-says', 'aria-live': 'polite', 'aria-atomic': 'true' }, ...[this.regime, this.sentence].filter(Boolean));
    this.difference = make('p', { class: 'xx-difference' });
    this.note = make('p', { class: 'xx-note', role: 'status' });
    this.warning = make('p', { class: 'xx-alert', role: 'alert', hidden: '' });
    this.setting = make('p', { class: 'xx-setting' });
    this.tabs = make('div', { class: 'xx-tabs', role: 'tablist', 'aria-label': t('Charts'), keydown: (event) => this.walkTabs(event) }, ...plan.charts.map(({ label }, i) => this.tab(short(label) || t('Chart {number}', { number: i + 1 }), i)));
    this.places = plan.charts.map((chart, i) => chartPlace(chart, `xx-${plan.name}-chart-${i}`));
    this.charts = make('div', { class: plan.charts.length > 1 ? 'xx-charts xx-many' : 'xx-charts' }, ...this.places);
    this.bet = make('div', { class: 'xx-bet' });
    const view = make('div', { class: 'xx-view' }, this.says, ...(plan.charts.length > 1 ? [this.tabs] : []), this.charts);
    const side = make(
      'div',
      { class: 'xx-side' },
      make('div', { class: 'xx-bar', role: 'group', 'aria-label': t('Presets') }, ...[this.playing].filter(Boolean), ...this.presets, this.reset),
      this.difference,
      this.setting,
      ...helpOf(plan, t),
      make('div', { class: 'xx-tools', role: 'group', 'aria-label': t('Take it with you') }, ...this.tools()),
      this.note,
    );
    return [...(plan.bet ? [this.bet] : []), make('div', { class: 'xx-body' }, this.warning, view, side)];
  }

  tools() {
    const { t } = this;
    const save = (kind, blob) => button(kind, () => this.save(kind, blob), { 'aria-label': t('Download {kind}', { kind }) });
    return [
      ...(pageRoot() === undefined ? [] : [button(t('Copy link'), () => this.copyLink())]),
      ...(this.plan.charts.length ? [save('PNG', () => painted(this.picture())), save('SVG', () => new Blob([this.picture().text], { type: 'image/svg+xml' }))] : []),
      save('CSV', () => new Blob(['\ufeff', this.csv()], { type: 'text/csv' })),
    ];
  }

  playLabel(on) {
    return on ? `❚❚ ${this.t('Pause')}` : `▶ ${this.plan.play.label}`;
  }

  // Where things stand: explorer.css says what a wide and a tabbed explorer is.

  /** Fit the parts to the explorer's place; called whenever its width changes. */
  arrange(again = false) {
    const box = this.el.closest('.xx-explorer');
    if (!box?.clientWidth || this.over || (box.clientWidth === this.boxWidth && !again)) return;
    this.boxWidth = box.clientWidth;
    const wide = box.clientWidth >= WIDE;
    const count = this.places.length;
    const tabbed = count > 1 && (!wide || count > 4);
    box.classList.toggle('xx-wide', wide);
    box.classList.toggle('xx-tabbed', tabbed);
    this.pick(tabbed ? this.picked ?? 0 : null);
    this.reserve();
    const rows = tabbed ? 1 : Math.ceil(count / 2);
    const room = wide ? Math.min(Math.max(innerHeight - 120, 560), 760) : 0.28 * Math.min(Math.max(innerHeight, 640), 900);
    const labels = this.places.some((place) => place.querySelector('.xx-label')) ? 24 : 0;
    const most = wide ? (room - this.says.offsetHeight - 24 - (tabbed ? 44 : 0)) / rows - labels - 14 : room;
    this.drawings.forEach((drawing, i) => {
      drawing.height = Math.round(Math.max(LOWEST, Math.min(drawing.chart.height, most)));
      if (fits(drawing.chart.spec)) drawing.place.style.minHeight = `${drawing.height}px`;
      if (drawing.view) drawing.resize();
    });
  }

  /** Keep as many lines for the sentence as its longest form takes, so that nothing below jumps. */
  reserve() {
    this.says.style.minHeight = '';
    if (!this.sentence) return;
    const longest = (column) => (column?.categories ? column.categories.reduce((a, b) => (a.length < b.length ? b : a), '') : '−0.00');
    const probe = make('p', { class: 'xx-sentence xx-probe', 'aria-hidden': 'true' });
    this.says.append(probe);
    const heights = this.plan.words.map((template) => {
      probe.textContent = template.replace(/\{(\w+)[^{}]*\}/g, (_, name) => longest(this.columns.get(`words/value:${name}`)));
      return probe.offsetHeight;
    });
    probe.remove();
    const badge = this.regime ? this.regime.offsetHeight + 6 : 0;
    this.says.style.minHeight = `${Math.min(Math.max(...heights), 160) + badge}px`;
  }

  tab(label, i) {
    return make('button', { type: 'button', class: 'xx-tab', role: 'tab', id: `xx-${this.plan.name}-tab-${i}`, 'aria-controls': `xx-${this.plan.name}-chart-${i}`, click: () => this.pick(i) }, label);
  }

  /** Show one chart, or all where `chosen` is null. */
  pick(chosen) {
    if (chosen !== null) this.picked = chosen;
    [...this.tabs.children].forEach((tab, i) => {
      tab.setAttribute('aria-selected', i === chosen);
      tab.tabIndex = i === chosen ? 0 : -1;
    });
    this.places.forEach((place, i) => {
      place.hidden = chosen !== null && i !== chosen;
      if (chosen === null) for (const name of ['role', 'aria-labelledby']) place.removeAttribute(name);
      else for (const [name, item] of [['role', 'tabpanel'], ['aria-labelledby', this.tabs.children[i].id]]) place.setAttribute(name, item);
    });
    this.drawings?.forEach((drawing) => drawing.resize());
  }

  walkTabs({ key }) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (!step) return;
    const count = this.places.length;
    this.pick((this.picked + step + count) % count);
    this.tabs.children[this.picked].focus();
  }

  // The bet.

  /** Ask for the bet, or say back what the reader has bet, here or on an earlier visit. */
  ask() {
    const { name, bet } = this.plan;
    if (!bet) return;
    const option = recall(name, bet);
    if (option === null) this.cover();
    else this.uncover(option);
  }

  cover() {
    const { t } = this;
    const { name, bet } = this.plan;
    const place = (option) => () => {
      remember(name, bet, option);
      this.uncover(option);
      (option < 0 ? this.says : this.bet).focus({ preventScroll: true });
    };
    this.says.tabIndex = this.bet.tabIndex = -1;
    this.el.classList.add('xx-covered');
    mark(this.el, 'xx-asking', true);
    this.bet.replaceChildren(
      make(
        'div',
        { class: 'xx-cover', role: 'group', 'aria-label': t('Place your bet first') },
        make('p', { class: 'xx-question' }, make('span', { class: 'xx-kicker' }, t('Place your bet first')), make('span', {}, bet.question)),
        make('div', { class: 'xx-options' }, ...bet.options.map((option, i) => button(option, place(i), { class: 'xx-button xx-option' }))),
        button(t('Show me without betting'), place(-1), { class: 'xx-button xx-quiet' }),
      ),
    );
    announce('bet', { name, open: false });
  }

  /** Show what was covered, and say the bet back; without a bet there is one word of how to place it. */
  uncover(option = -1) {
    const { t } = this;
    const { name, bet } = this.plan;
    if (!bet) return;
    const again = button(option < 0 ? t('Place a bet') : t('Bet again'), () => this.again(), { class: 'xx-button xx-quiet' });
    const [said, reply] = option < 0 ? [null, ''] : [bet.options[option], bet.replies[option]];
    const words = make('span');
    write(words, reply, this.plan);
    this.bet.replaceChildren(
      option < 0
        ? make('p', { class: 'xx-unbet' }, t('{question} You looked without betting. ', bet), again)
        : make('div', { class: 'xx-reply' }, make('p', { class: 'xx-asked' }, bet.question, make('span', { class: 'xx-print' }, t('One of: {options}.', { options: bet.options.join(' / ') }))), make('p', {}, make('strong', {}, t('You bet: {said}. ', { said })), words, ' ', again)),
    );
    this.el.classList.remove('xx-covered');
    mark(this.el, 'xx-asking', false);
    this.arrange(true);
    announce('bet', { name, open: true, question: bet.question, said, reply });
  }

  again() {
    remember(this.plan.name, this.plan.bet, null);
    this.stop();
    this.cover();
    this.bet.querySelector('button').focus({ preventScroll: true });
  }

  // The setting.

  get index() {
    return this.controls.map((control) => control.index);
  }

  /** Move to a point of the grid, or to [key, position] pairs of it. Many changes, one redraw. */
  set(positions) {
    this.own = true;
    for (const control of this.controls) if (control.plan.key in positions) control.index = positions[control.plan.key];
    this.own = false;
  }

  move(index) {
    this.stop();
    this.warning.hidden = true;
    this.set(Object.fromEntries(this.controls.map((control, i) => [control.plan.key, index[i]])));
  }

  schedule() {
    if (this.due) return;
    this.due = true;
    queueMicrotask(() => {
      this.due = false;
      if (this.over) return;
      try {
        this.draw();
      } catch (error) {
        this.finish();
        fail(this.el, this.plan, error);
      }
    });
  }

  // Play.

  play() {
    const { steps, seconds } = this.plan.play;
    const pause = matchMedia('(prefers-reduced-motion: reduce)').matches ? Math.max(0.5, seconds) : seconds;
    this.warning.hidden = true;
    this.says.setAttribute('aria-live', 'off');
    this.playing.textContent = this.playLabel(true);
    const next = () => {
      this.set(steps[this.step++]);
      if (this.step >= steps.length) return this.stop(true);
      this.timer = setTimeout(next, 1000 * pause);
    };
    next();
  }

  stop(ended = false) {
    if (ended) this.step = 0;
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = null;
    this.playing.textContent = this.playLabel(false);
    this.says.setAttribute('aria-live', 'polite');
    this.said = null;
    this.schedule();
  }

  // Drawing.

  draw() {
    const { index, plan, t } = this;
    this.drawTables(index);
    this.say(index);
    plan.presets.forEach(([, preset], i) => this.presets[i].setAttribute('aria-pressed', preset.every((position, axis) => position === index[axis])));
    const moved = this.controls.filter((control, i) => index[i] !== control.plan.default);
    const changed = moved.map(({ plan: p, index: i }) => t('{label} {text} (was {before})', { label: p.label, text: p.texts[i], before: p.texts[p.default] }));
    write(this.difference, moved.length ? t('Changed: {list}.', { list: changed.join(t('; ')) }) : t('Everything is at its default.'), plan);
    write(this.setting, this.settingText(), plan);
    for (const control of this.controls) control.refresh();
  }

  /** Hand each chart the tables whose part has changed. */
  drawTables(index) {
    const news = {};
    for (const [table, pairs] of this.tables) {
      const place = pairs.map(([, column]) => offset(column, index)).join();
      if (this.drawn.get(table) === place) continue;
      this.drawn.set(table, place);
      news[table] = () => rowsAt(pairs, index);
    }
    this.drawings.forEach((drawing, i) => drawing.show(news, textAt(this.plan.charts[i].alt, this.columns, `alt${i}`, index)));
  }

  say(index) {
    const [name, colour, symbol] = this.entry(index) ?? [];
    const text = this.text();
    const said = `${name}|${text}`;
    if (said === this.said) return;
    this.said = said;
    if (this.regime) {
      const words = make('span');
      write(words, name, this.plan);
      this.regime.replaceChildren(make('span', { class: 'xx-symbol', 'aria-hidden': 'true', style: `color:${colour}` }, symbol), words);
      this.regime.style.borderColor = colour;
    }
    if (this.sentence) write(this.sentence, text, this.plan);
  }

  entry(index = this.index) {
    const code = this.columns.get('regime/code');
    return code && this.plan.regime[value(code, offset(code, index))];
  }

  text(index = this.index) {
    return textAt(this.plan.words, this.columns, 'words', index);
  }

  settingText() {
    const { t } = this;
    return t('Setting: {setting}.', { setting: this.controls.map(({ plan, index }) => t('{label}: {value}', { label: plan.label, value: plan.texts[index] })).join(t('; ')) });
  }

  rows(table) {
    return rowsAt(this.tables.get(table), this.index);
  }

  // What the reader takes along.

  link() {
    return location.href.split('#')[0] + writeFragment(this.plan, this.index);
  }

  async copyLink() {
    const { t } = this;
    const link = this.link();
    try {
      history.replaceState(history.state, '', link);
      await navigator.clipboard.writeText(link);
      this.note.textContent = t('Link copied. It opens this figure at this setting.');
    } catch {
      const field = make('input', { class: 'xx-link', readonly: '', value: link, 'aria-label': t('Link to this setting') });
      this.note.replaceChildren(t('Copy this link: '), field);
      field.select();
    }
  }

  async save(kind, blob) {
    const { t } = this;
    const file = `${this.plan.name}.${kind.toLowerCase()}`;
    try {
      download(await blob(), file);
      this.note.textContent = t('Your browser should now offer {file}. If it does not, this page may not be allowed to save files here.', { file });
    } catch (error) {
      this.note.textContent = t('{kind} could not be made: {reason}.', { kind, reason: t(error.message) });
    }
  }

  picture() {
    for (const drawing of this.drawings) drawing.catchUp();
    const [first, then] = [this.entry()?.[0], this.text()];
    const says = first && then ? this.t('{first}. {then}', { first, then }) : first ?? then;
    return pictureOf(this.plan, this.el, { says, setting: this.settingText() });
  }

  csv() {
    const head = [
      this.plan.title,
      ...(pageRoot() === undefined ? [] : [this.link()]),
      ...this.controls.map(({ plan, index }) => `${plan.label} (${plan.key}) = ${plan.tokens[index]}`),
      ...[this.entry()?.[0], this.text()].filter(Boolean),
    ];
    return csv(head, [...this.tables.keys()].map((table) => [table, this.rows(table)]));
  }

  // Links to here.

  /** Follow the page's fragment if it is for this explorer. */
  follow() {
    const asked = parseFragment(location.hash, this.plan);
    if (!asked) return;
    this.move(asked.index);
    if (asked.asked && this.el.classList.contains('xx-covered')) this.uncover();
    if (asked.problems.length) {
      this.warning.textContent = this.t('The link could not be followed in full: {problems}. What it got wrong is at its default.', { problems: asked.problems.join(this.t('; ')) });
      this.warning.hidden = false;
    }
    (this.el.closest('.xx-explorer') ?? this.el).scrollIntoView({ block: 'start' });
  }

  finish() {
    this.over = true;
    clearTimeout(this.timer);
    this.observer?.disconnect();
    this.paper.removeEventListener('change', this.printed);
    for (const control of this.controls) control.model.off(`change:${control.property}`, this.changed);
    for (const drawing of this.drawings) drawing.finish();
  }
}

/** A label short enough for a tab. */
const short = (label) => (lengthOf(label) > 143 ? label.split(/[:,(：，（]/)[0].trim() : label);

function chartPlace({ label }, id) {
  const plot = make('div', { class: 'xx-plot' });
  return make('div', { class: 'xx-chart', id }, ...(label ? [make('p', { class: short(label) === label ? 'xx-label xx-said' : 'xx-label' }, label)] : []), plot);
}

function helpOf(plan, t) {
  const entries = plan.controls.filter((control) => control.help);
  if (!entries.length) return [];
  return [make('details', { class: 'xx-help' }, make('summary', {}, t('What the controls mean')), make('dl', {}, ...entries.flatMap(({ label, help }) => [make('dt', {}, label), make('dd', {}, help)])))];
}

/** Say why the explorer does not live, and show the still picture again. */
function fail(el, plan, error) {
  const { name } = plan;
  const t = speaker(plan);
  const still = stillOf(name);
  el.classList.remove('xx-live', 'xx-covered');
  el.classList.add('xx-failed');
  mark(el, 'xx-ended', true);
  el.dataset.name = name;
  const rest = still ? t(' The picture shows its default setting.') : '';
  el.replaceChildren(make('p', { class: 'xx-alert', role: 'alert' }, t('This figure cannot answer to controls here: {reason}.', { reason: t(String(error?.message ?? error)) }) + rest));
  if (still) {
    still.hidden = false;
    still.classList.add('xx-stays');
  }
  announce('failed', { name });
}

/** Name the stock parts as soon as they are there; they are made beside this view, not by it. */
function nameWhenThere(live, tries = 120) {
  const box = live.el.closest('.xx-explorer');
  if (box) {
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', live.plan.title);
    if (live.plan.language) box.lang = live.plan.language;
  }
  if (box && !live.observer) {
    live.observer = new ResizeObserver(() => live.arrange());
    live.observer.observe(box);
    live.arrange();
    announce('live', { name: live.plan.name });
  }
  for (const control of live.controls) control.name();
  if (tries && !live.over && !(box && box.querySelectorAll('.xx-controls > *').length >= live.controls.length)) requestAnimationFrame(() => nameWhenThere(live, tries - 1));
}

async function render({ model, el }) {
  const plan = JSON.parse(model.get('plan'));
  let live;
  let gone = false;
  const follow = () => live?.follow();
  try {
    const [columns, controls, library] = await Promise.all([decode(plan.layout, model.get('payload')), controlsOf(model, plan), loadVega(model)]);
    if (gone || stillOf(plan.name)?.matches('.xx-broken')) return undefined;
    live = new Live(el, plan, columns, controls, library);
    live.draw();
    live.ask();
    el.classList.add('xx-live');
    el.dataset.name = plan.name;
    el.explorer = {
      setting: () => Object.fromEntries(controls.map((control) => [control.plan.key, control.index])),
      set: (positions) => live.set(positions),
      rows: (table) => live.rows(table),
      sentence: () => live.text(),
      regime: () => live.entry()?.[0] ?? null,
      csv: () => live.csv(),
      svg: () => live.picture().text,
      link: () => live.link(),
      fragment: () => writeFragment(plan, live.index),
      column: (name, index, row) => reading(columns.get(name), index, row),
      get views() {
        return live.drawings.map((drawing) => drawing.view).filter(Boolean);
      },
      plan,
    };
    const still = stillOf(plan.name);
    if (still) still.hidden = true;
    nameWhenThere(live);
    if (pageRoot() !== undefined) {
      window.addEventListener('hashchange', follow);
      follow();
    }
  } catch (error) {
    live?.finish();
    fail(el, plan, error);
  }
  return () => {
    gone = true;
    window.removeEventListener('hashchange', follow);
    live?.finish();
  };
}

export default { render };
