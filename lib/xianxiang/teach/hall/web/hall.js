// What the hall's pages share: elements, numbers, marks, the table of points, the chart, waiting for news, and the model's learning.
// Words and tables lie in the page (pages.py). A page sets `hall`; the scripts after this one use it.

globalThis.hall = (() => {
const data = JSON.parse(document.getElementById('data').textContent);
const { words } = data;
const NAMES = ['shield', 'deflect', 'routine'];

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child != null && child !== false));
  return element;
}

function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const points = (value) => value.toFixed(1).replace('-', '−');
const percent = (share) => `${Math.round(100 * share)}%`;
const code = (side, number) => fill(words.codes[side], { number });

/** The shape of an action: circle, triangle, square. */
function shape(action, x, y, r, attributes) {
  if (action === 0) return draw('circle', { cx: x, cy: y, r, ...attributes });
  if (action === 1) return draw('path', { d: `M${x} ${y - 1.15 * r}L${x + 1.1 * r} ${y + 0.8 * r}H${x - 1.1 * r}Z`, ...attributes });
  return draw('rect', { x: x - 0.9 * r, y: y - 0.9 * r, width: 1.8 * r, height: 1.8 * r, ...attributes });
}

const mark = (action) => draw('svg', { viewBox: '-6 -6 12 12', class: `mark mark-${action}`, 'aria-hidden': 'true' }, shape(action, 0, 0, 5, {}));

/** Points on average by own action and the other's: rows to press, or to read. */
function matrix(stage, side, press) {
  const other = words.sides[1 - side];
  const table = data.average[stage][side];
  const heads = make('div', { class: 'heads', 'aria-hidden': 'true' }, make('p', {}, fill(words.player.matrix, { other })), ...words.if.map((text, action) => make('span', {}, mark(action), text)));
  return make('div', { class: 'matrix', role: 'group', 'aria-label': fill(words.player.matrix, { other }) }, heads, ...words.actions.map(([name, term], own) => {
    const values = table[own].map((value, action) => fill(words.player.choice_value, { points: points(value), other, if_: words.done[action] })).join(words.comma);
    const label = fill(words.player.choice, { action: name, values });
    const cells = [make('span', { class: 'name' }, mark(own), make('span', {}, name, make('span', { class: 'term' }, term))), ...table[own].map((value) => make('span', { class: 'value' }, points(value)))];
    return press ? make('button', { type: 'button', 'aria-label': label, 'data-action': NAMES[own], onclick: () => press(own) }, ...cells) : make('div', { class: 'row', role: 'img', 'aria-label': label }, ...cells);
  }));
}

/** What came of a round, as sentences. */
function told(last, side) {
  const other = words.sides[1 - side];
  return [last.found ? words.found : words.clean, fill(words.player.told_own, { own: words.done[last.own] }), fill(words.player.told_other, { other, did: words.done[last.other] }),
    last.by === 'model' ? words.player.model_you : '', last.partner === 'model' ? fill(words.player.model, { other }) : ''].filter(Boolean);
}

const stageTitle = (stage) => [words.stages[stage], ' ', make('span', { class: 'term' }, words.terms[stage])];

function about() {
  return make('details', {}, make('summary', {}, words.player.about), make('p', {}, fill(words.player.about_text, { attachment: words.attachment, endowment: data.endowment })));
}

// ------------------------------------------------------------------------------------------------------------------- the chart

/** Shares by round: the class with marks, the model dashed. `history` has round, stage, shares; `model` has stage, first, shares. */
function drawing(history, model, total, W, H, em) {
  const [left, right, top, bottom] = [3.4 * em, 0.6 * em, 2 * em, 2.9 * em];
  const rounds = Math.max(total, history.length ? history[history.length - 1].round : 1);
  const x = (round) => left + ((round - 0.5) / rounds) * (W - left - right);
  const y = (share) => top + (1 - share) * (H - top - bottom);
  const text = (content, attributes) => draw('text', { 'text-anchor': 'middle', 'font-size': em, ...attributes }, content);
  const path = (found, action) => found.map(([round, shares], k) => `${k ? 'L' : 'M'}${x(round).toFixed(1)} ${y(shares[action]).toFixed(1)}`).join('');
  const roomy = (W - left - right) / words.stages.length > 10.5 * em;
  const stages = [...new Set([...history, ...model].map((row) => row.stage))].map((stage) => [stage, history.filter((row) => row.stage === stage), model.filter((row) => row.stage === stage && row.shares.length)]);
  const parts = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [draw('line', { x1: left, x2: W - right, y1: y(share), y2: y(share), class: 'grid' }), text(percent(share), { x: left - 0.5 * em, y: y(share) + 0.35 * em, 'text-anchor': 'end' })]);
  for (let round = 1; round <= rounds; round++) parts.push(text(round, { x: x(round), y: H - bottom + 1.3 * em }));
  parts.push(text(words.wall.across, { x: (left + W - right) / 2, y: H - 0.35 * em }));
  stages.filter(([, own, expected]) => own.length || expected.length).forEach(([stage, own, expected], k) => {
    const edge = x((own[0] ? own[0].round : expected[0].first) - 0.5);
    if (k) parts.push(draw('line', { x1: edge, x2: edge, y1: 0.4 * em, y2: H - bottom, class: 'edge' }));
    parts.push(text(roomy ? words.marks[stage] : String(stage + 1), { x: edge + 0.3 * em, y: 1.2 * em, 'text-anchor': 'start', class: 'stage' }));
    for (const action of [2, 1, 0]) for (const part of expected) parts.push(draw('path', { d: path(part.shares.map((shares, n) => [part.first + n, shares]), action), class: `of-model line-${action}`, 'stroke-width': 0.2 * em }));
    for (const action of [2, 1, 0]) {
      parts.push(draw('path', { d: path(own.map((row) => [row.round, row.shares]), action), class: `of-class line-${action}`, 'stroke-width': 0.16 * em }));
      for (const row of own) parts.push(shape(action, x(row.round), y(row.shares[action]), 0.45 * em, { class: `mark-${action}` }));
    }
  });
  return draw('svg', { viewBox: `0 0 ${W} ${H}`, class: 'chart', role: 'img', 'aria-label': words.wall.chart }, ...parts);
}

/** The chart in a frame that it fills, with letters of the size around it. */
function chart(history, model, total) {
  const frame = make('figure');
  new ResizeObserver(() => {
    const [width, height] = [frame.clientWidth, frame.clientHeight];
    if (width > 50 && height > 50) frame.replaceChildren(drawing(history, model, total, width, height, Math.min(0.9 * parseFloat(getComputedStyle(frame).fontSize), width / 26)));
  }).observe(frame);
  return frame;
}

function legend(model, own = true) {
  const dash = (kind) => draw('svg', { viewBox: '0 0 44 12', class: 'dash', 'aria-hidden': 'true' }, draw('line', { x1: 0, x2: 44, y1: 6, y2: 6, class: kind }));
  return make('div', { class: 'legend' }, ...words.short.map((name, action) => make('span', {}, mark(action), name)), own && make('span', {}, dash('whole'), words.wall.class),
    model && make('span', {}, dash('dashed'), words.wall.model));
}

/** Three bars of shares. */
function bars(shares) {
  return make('div', { class: 'bars' }, ...shares.map((share, action) => make('div', {}, mark(action),
    draw('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', class: 'bar', 'aria-hidden': 'true' }, draw('rect', { width: 100 * share, height: 10, class: `bar-${action}` })),
    make('b', { 'aria-label': fill(words.pair, { name: words.short[action], value: percent(share) }), role: 'img' }, percent(share)))));
}

/** The shares of the chart as a table, for those who cannot see it. */
function table(history, model) {
  const expected = new Map(model.flatMap((part) => part.shares.map((shares, k) => [part.first + k, shares])));
  const both = ['class', 'model'].flatMap((who) => words.short.map((value) => fill(words.pair, { name: words.wall[who], value })));
  return make('div', { class: 'unseen' }, make('table', {}, make('caption', {}, words.wall.chart), make('thead', {}, make('tr', {}, ...[words.wall.across, ...both].map((name) => make('th', { scope: 'col' }, name)))),
    make('tbody', {}, ...history.map((row) => make('tr', {}, make('th', { scope: 'row' }, row.round), ...[...row.shares, ...(expected.get(row.round) || ['', '', ''])].map((share) => make('td', {}, share === '' ? '' : percent(share))))))));
}

/** What the model says of a stage: its game, its regimes, and the class beside the expectation. */
function verdict(found, history, guess) {
  const mean = (rows) => rows.reduce((sum, shares) => sum + shares[0], 0) / rows.length;
  const rows = history.filter((row) => row.stage === found.stage).map((row) => row.shares);
  const said = { guess: guess && percent(guess.mean), did: rows.length && percent(mean(rows)), model: rows.length && percent(mean(found.shares.slice(0, rows.length))) };
  const regimes = found.regimes.map((action) => fill(words.wall.all, { action: words.short[action] })).join(words.wall.or);
  return [fill(words.wall.equilibria, { game: words.games[found.game], regimes }), found.tipping == null ? '' : fill(words.wall.tipping, { share: percent(found.tipping) }),
    rows.length ? fill(words.wall[guess ? 'verdict' : 'verdict_short'], said) : ''].filter(Boolean);
}

// --------------------------------------------------------------------------------------------------------------- the model learns

/** Shares of a stage that began as given (side, action), by `xianxiang.turn.simulate`; with the start, `rounds` in all. */
function forecast(payoffs, start, rounds, { noise, pace, revision }) {
  const answer = (u, other) => {
    const values = u.map((row) => row.reduce((sum, value, action) => sum + value * other[action], 0) / noise);
    const weights = values.map((value) => Math.exp(value - Math.max(...values)));
    const sum = weights.reduce((one, two) => one + two);
    return weights.map((weight) => weight / sum);
  };
  const history = [start];
  while (history.length < rounds) {
    let now = history[history.length - 1];
    for (let step = 0; step < pace; step++) {
      const last = now;
      now = last.map((shares, side) => answer(payoffs[side], last[1 - side]).map((value, action) => shares[action] + revision * (value - shares[action])));
    }
    history.push(now);
  }
  return history;
}

// -------------------------------------------------------------------------------------------------------------------- the network

class Gone extends Error {}

async function call(path, token, body) {
  const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(body && { 'content-type': 'application/json' }) };
  const patience = new AbortController();
  const limit = setTimeout(() => patience.abort(), 30000);
  const answer = await fetch(path, { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body), signal: patience.signal });
  const found = await answer.json();
  clearTimeout(limit);
  if (answer.status === 401 || answer.status === 403) throw new Gone(found.error);
  if (!answer.ok) throw Object.assign(new Error(found.error), { status: answer.status });
  return found;
}

/** Ask for news again and again. A page that comes back to the front asks at once, since its call may have died in its sleep. */
function follow(path, token, show, lost, gone) {
  let since = '';
  let failures = 0;
  let asked = 0;
  let over = false;
  async function ask() {
    if (over) return;
    const mine = ++asked;
    try {
      const found = await call(`${path}?since=${encodeURIComponent(since)}`, token());
      if (mine !== asked) return;
      [since, failures] = [found.version, 0];
      lost(false);
      show(found);
      ask();
    } catch (error) {
      if (mine !== asked) return;
      over = error instanceof Gone;
      if (over) gone(error);
      else {
        lost(true);
        setTimeout(() => mine === asked && ask(), Math.min(500 * 2 ** failures++, 5000) * (0.5 + Math.random()));
      }
    }
  }
  document.addEventListener('visibilitychange', () => { if (!document.hidden) { since = ''; ask(); } });
  addEventListener('online', ask);
  ask();
}

/** Keeps what a page remembers, where the browser lets it. */
const memory = {
  get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* then it remembers nothing */ } },
};

/** A clock that runs down by itself: `tell(seconds)` whenever the whole seconds change. */
function countdown(tell) {
  let end = null;
  let told;
  setInterval(() => {
    const seconds = end == null ? null : Math.max(0, Math.ceil((end - performance.now()) / 1000));
    if (seconds !== told) tell(told = seconds);
  }, 200);
  return (left) => { end = left == null ? null : performance.now() + 1000 * left; told = undefined; };
}

/** A button that wants to be pressed twice. */
function twice(text, again, act, attributes = {}) {
  let armed = 0;
  const button = make('button', { type: 'button', ...attributes, onclick: () => {
    if (armed) { clearTimeout(armed); armed = 0; button.textContent = text; act(); } else {
      button.textContent = again;
      armed = setTimeout(() => { armed = 0; button.textContent = text; }, 4000);
    }
  } }, text);
  return button;
}

const main = document.querySelector('main');
return { data, words, NAMES, make, fill, points, percent, code, mark, matrix, told, stageTitle, about, chart, legend, bars, table, verdict, forecast, call, follow, memory, countdown, twice, main };
})();
