// The game of the blocked drain. What it plays with lies in the page (drain.py); nothing is asked of a server.
//
// The address carries a game: `#drain=county-4711` starts it, so that a link shares the draws. The same seed gives the same draws
// whatever is chosen, here and in `xianxiang.drain.draws`.

(() => {
const ROUNDS = 12;
const SEEDS = 10000;
// In full, as the style sheet keeps the rules of the names that it finds.
const DID = ['xx-did-s', 'xx-did-d', 'xx-did-r'];
const CLASSES = ['xx-class-0', 'xx-class-1', 'xx-class-2', 'xx-class-3', 'xx-class-4'];

/** Mulberry32: numbers in [0, 1). */
function draws(seed) {
  let state = seed >>> 0;
  return Array.from({ length: ROUNDS }, () => Array.from({ length: 2 }, () => {
    state = (state + 0x6D2B79F5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }));
}

/** Where a draw falls among probabilities. */
function falls(draw, odds) {
  let sum = 0;
  for (let k = 0; k < odds.length - 1; k++) if (draw < (sum += odds[k])) return k;
  return odds.length - 1;
}

/** A game: its rounds so far, and the next one. */
class Game {
  constructor(data, side, seed) {
    Object.assign(this, { data, side, seed, draws: draws(seed), rounds: [] });
  }

  get over() { return this.rounds.length === ROUNDS; }

  /** What the partner is likely to do now, and what each action is worth against that. */
  outlook() {
    const n = this.rounds.length;
    const past = (back) => (this.rounds[n - back] ? this.rounds[n - back].own : 0);
    const { answers, earnings } = this.data.sides[this.side];
    const stage = this.data.stages[n];
    const odds = answers[n][past(1)][past(2)];
    const worth = [0, 1, 2].map((own) => odds.reduce((sum, chance, other) => {
      const risk = this.data.chances[stage][own][other];
      return sum + chance * ((1 - risk) * earnings[stage][0][own][other] + risk * earnings[stage][1][own][other]);
    }, 0));
    return { stage, odds, worth, best: worth.indexOf(Math.max(...worth)) };
  }

  play(own) {
    const seen = this.outlook();
    const [one, two] = this.draws[this.rounds.length];
    const other = falls(one, seen.odds);
    const found = two < this.data.chances[seen.stage][own][other] ? 1 : 0;
    this.rounds.push({ ...seen, own, other, found, earned: this.data.sides[this.side].earnings[seen.stage][found][own][other] });
  }

  sum(what) { return this.rounds.reduce((sum, round) => sum + what(round), 0); }
}

// ------------------------------------------------------------------------------------------------------------------- the page

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'onclick') element.addEventListener('click', value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children);
  return element;
}

const drawn = (tag, attributes = {}, ...children) => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

const number = (value) => (Math.abs(value) < 0.05 ? 0 : value).toFixed(1).replace('-', '−');

class Page {
  constructor(section) {
    this.section = section;
    this.data = JSON.parse(section.querySelector('.xx-drain-data').textContent);
    this.words = this.data.words;
    this.stage = section.appendChild(make('div', { class: 'xx-drain-game' }));
    section.classList.add('xx-drain-live');
    addEventListener('hashchange', () => this.fromAddress());
    section.addEventListener('keydown', (event) => this.key(event));
    if (!this.fromAddress()) this.open('county', Math.floor(Math.random() * SEEDS));
  }

  /** The game that the address names, if it names one. */
  fromAddress() {
    const [, side, seed] = /^#drain=(county|township)-(\d{1,9})$/.exec(location.hash) || [];
    if (!side) return false;
    this.open(side, Number(seed));
    this.section.scrollIntoView();
    return true;
  }

  open(side, seed) {
    this.game = new Game(this.data, side, seed);
    this.render();
  }

  say(template, more = {}) {
    const { post, other } = this.words.sides[this.game.side];
    return template.replace(/\{(\w+)\}/g, (_, name) => ({ post, other, ...more })[name]);
  }

  act(own) {
    this.game.play(own);
    this.render();
    (this.stage.querySelector('.xx-drain-actions button') || this.stage.querySelector('h2')).focus({ preventScroll: !this.game.over });
  }

  key(event) {
    const own = ['1', '2', '3'].indexOf(event.key);
    if (own < 0 || this.game.over || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.act(own);
  }

  render() {
    this.stage.replaceChildren(...(this.game.over ? this.ending() : this.playing()));
  }

  // ------------------------------------------------------------------------------------------------------------- while it lasts

  playing() {
    const { words, game } = this;
    const n = game.rounds.length;
    const stages = this.data.stages;
    const circular = n && stages[n] !== stages[n - 1] ? words.circulars[stages[n] - 1] : '';
    return [
      ...(n ? [] : [make('p', { class: 'xx-drain-lead' }, this.say(words.lead))]),
      make('div', { class: 'xx-drain-head' }, make('span', { class: 'xx-drain-month' }, make('b', {}, words.months[n]), ` ${this.say(words.round, { n: n + 1 })}`), this.score()),
      this.line(),
      make('div', { role: 'status', 'aria-live': 'polite', class: 'xx-drain-news' },
        ...(n ? [this.told(game.rounds[n - 1], n - 1)] : []),
        ...(circular ? [make('p', { class: 'xx-drain-circular' }, circular)] : []),
        make('p', { class: 'xx-drain-scene' }, this.say(words.scene, { month: words.months[n], scene: words.scenes[n] }))),
      make('div', { class: 'xx-drain-actions', role: 'group', 'aria-label': words.months[n] }, ...words.actions.map(([name, term, what], own) => make(
        'button', { type: 'button', 'data-action': own, onclick: () => this.act(own) },
        make('kbd', { 'aria-hidden': 'true' }, String(own + 1)), make('b', {}, name), make('span', { class: 'xx-drain-term', translate: 'no' }, term), make('span', { class: 'xx-drain-what' }, this.say(what))))),
      this.foot(),
    ];
  }

  /** What came of a round. */
  told(round) {
    const { words } = this;
    const what = this.say(words.rounds[round.own][round.other][round.found]);
    const earned = this.say(words.earned[round.earned < -0.05 ? 'lose' : 'gain'], { points: number(Math.abs(round.earned)) });
    return make('p', { class: 'xx-drain-told' }, this.say(words.told, { found: round.found ? words.found : words.clean, what, earned }));
  }

  score() {
    const { words, game } = this;
    return make('span', { class: 'xx-drain-score' }, ...globalThis.xianxiangFilled(words.so_far, { points: make('b', {}, number(game.sum((round) => round.earned))) }));
  }

  /** One mark a month: what was done by either, and whether it was found. */
  line() {
    const { words, game } = this;
    const names = words.actions.map(([name]) => name);
    return make('ol', { class: 'xx-drain-line', 'aria-hidden': 'true' }, ...words.months.map((month, n) => {
      const round = game.rounds[n];
      return round ? make('li', { class: round.found ? 'xx-found' : '', title: this.say(words.pair, { month, own: names[round.own], other: names[round.other] }) },
        make('i', { class: DID[round.own] }), make('i', { class: DID[round.other] })) : make('li', {}, make('i'), make('i'));
    }));
  }

  foot() {
    const { words, game } = this;
    const link = make('button', { type: 'button', class: 'xx-drain-quiet', onclick: () => this.copy(link) }, words.link);
    const turned = game.side === 'county' ? 'township' : 'county';
    return make('div', { class: 'xx-drain-foot' }, make('span', {}, this.say(words.number, { seed: game.seed })), link,
      ...(game.over ? [make('button', { type: 'button', class: 'xx-drain-quiet', onclick: () => this.fresh(game.side, game.seed) }, words.same),
        make('button', { type: 'button', class: 'xx-drain-quiet', onclick: () => this.fresh(game.side, Math.floor(Math.random() * SEEDS)) }, words.again),
        make('button', { type: 'button', class: 'xx-drain-quiet', 'data-turn': true, onclick: () => this.fresh(turned, game.seed) }, words.sides[game.side].switch)] : []));
  }

  fresh(side, seed) {
    this.open(side, seed);
    this.section.scrollIntoView({ block: 'start' });
    this.stage.querySelector('.xx-drain-actions button').focus({ preventScroll: true });
  }

  async copy(button) {
    const address = `${location.href.replace(/#.*/, '')}#drain=${this.game.side}-${this.game.seed}`;
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      history.replaceState(null, '', address);
    }
    button.textContent = this.words.copied;
  }

  // ------------------------------------------------------------------------------------------------------------------ afterwards

  ending() {
    const { words } = this;
    const heading = make('h2', { tabindex: '-1' }, words.over);
    return [heading, this.line(), make('p', { class: 'xx-drain-key' }, this.say(words.key)), this.told(this.game.rounds[ROUNDS - 1]),
      ...this.account().map((text) => make('p', {}, text)),
      make('p', {}, ...Object.entries(words.read).flatMap(([href, text], k) => [k ? ' · ' : '', make('a', { href }, text)])), this.foot(), ...this.map(), this.table()];
  }

  /** What the player earned, when the player noticed, what the partner did, what the rules were. */
  account() {
    const { words, game } = this;
    const { rounds } = game;
    const earned = game.sum((round) => round.earned);
    const best = game.sum((round) => round.worth[round.best]);
    const luck = earned - game.sum((round) => round.worth[round.own]);
    const months = (n) => words.months[n];
    const turn = rounds.map((round) => round.best === 1).lastIndexOf(false) + 1; // from here on it is always best to pass the blame
    const first = rounds.findIndex((round) => round.own === 1);
    const key = first < 0 ? 'never' : first < turn ? (rounds[first].best === 1 ? 'moment' : 'before') : first === turn ? 'at' : 'after';
    const theirs = rounds.findIndex((round) => round.other === 1);
    return [
      this.say(words.total, { total: number(earned), best: number(best), luck: number(luck) }),
      this.say(words.turned, { noticed: this.say(words.noticed[key], { turn: months(turn), first: months(first) }), partner: this.say(words.partner[theirs < 0 ? 'never' : 'first'], { when: months(theirs) }) }),
      this.say(words.rules),
    ];
  }

  /** The map of games at each stage, with the dot. */
  map() {
    const { words, data } = this;
    const first = [...new Set(data.stages)].map((stage) => data.stages.indexOf(stage));
    const picture = make('div', { class: 'xx-drain-map' });
    const show = (stage) => picture.replaceChildren(this.chart(stage));
    const choose = make('div', { class: 'xx-drain-stages', role: 'radiogroup', 'aria-label': words.map }, ...first.map((n, stage) => {
      const last = (first[stage + 1] || ROUNDS) - 1;
      const input = make('input', { type: 'radio', name: 'xx-drain-stage', value: stage });
      input.checked = stage === first.length - 1;
      input.addEventListener('change', () => show(stage));
      return make('label', {}, input, this.say(words.span, { first: words.short[n], last: words.short[last] }));
    }));
    show(first.length - 1);
    return [make('h3', {}, words.map), choose, picture];
  }

  chart(stage) {
    const { words, data } = this;
    const { size } = data;
    const map = data.sides[this.game.side].maps[stage];
    const [W, H, left, top] = [320, 240, 44, 8];
    const x = (value) => left + (value / size) * W;
    const y = (value) => top + H - (value / size) * H;
    const points = (area) => [...area.map(([at, low]) => [x(at), y(low)]), ...[...area].reverse().map(([at, , high]) => [x(at), y(high)])].map((pair) => pair.map((v) => v.toFixed(1)).join()).join(' ');
    const label = (text, attributes) => drawn('text', { 'text-anchor': 'middle', ...attributes }, text);
    const here = this.standing(stage);
    const beyond = map.dot[0] > size / 2;
    return drawn('svg', { viewBox: `0 0 ${left + W + 8} ${top + H + 40}`, role: 'img', 'aria-label': this.say(words.map_label, { game: here }) },
      ...map.areas.map((area, game) => drawn('polygon', { points: points(area), class: CLASSES[game] })),
      drawn('rect', { x: left, y: top, width: W, height: H, class: 'xx-frame' }),
      ...map.labels.flatMap(([at, up], game) => (at == null ? [] : [label(words.classes[game], { x: x(at), y: y(up), class: 'xx-class' })])),
      ...[0, 2, 4, 6].flatMap((value) => [label(String(value), { x: x(value), y: top + H + 15 }), label(String(value), { x: left - 10, y: y(value) + 4 })]),
      label(words.across, { x: left + W / 2, y: top + H + 34 }), label(words.upwards, { transform: `translate(12 ${top + H / 2}) rotate(-90)` }),
      ...data.sides[this.game.side].maps.slice(0, stage).map(({ dot }) => drawn('circle', { cx: x(dot[0]), cy: y(dot[1]), r: 4, class: 'xx-was' })),
      drawn('circle', { cx: x(map.dot[0]), cy: y(map.dot[1]), r: 7, class: 'xx-here' }),
      ...(map.labels[words.classes.indexOf(here)]?.[0] != null ? [] // an area too small for its name has it beside the dot
        : [label(here, { x: x(map.dot[0]) + (beyond ? -12 : 12), y: y(map.dot[1]) + 4, 'text-anchor': beyond ? 'end' : 'start', class: 'xx-class' })]));
  }

  /** The name of the game at a stage: the class whose area holds the dot. */
  standing(stage) {
    const { areas, dot } = this.data.sides[this.game.side].maps[stage];
    const holds = (area) => area.some(([at, low, high], k) => {
      const [next, low2, high2] = area[k + 1] || [];
      if (next === undefined || next <= at || dot[0] < at || dot[0] > next) return false;
      const w = (dot[0] - at) / (next - at);
      return dot[1] >= low + w * (low2 - low) - 1e-6 && dot[1] <= high + w * (high2 - high) + 1e-6;
    });
    return this.words.classes[areas.findIndex(holds)];
  }

  table() {
    const { words, game } = this;
    const names = words.actions.map(([name]) => name);
    const row = (round, n) => [words.months[n], names[round.own], names[round.other], round.found ? words.yes : words.no, number(round.earned), number(round.worth[round.own]),
      names[round.best], number(round.worth[round.best])];
    return make('details', { class: 'xx-drain-table' }, make('summary', {}, words.table), make('div', { tabindex: '0', role: 'region', 'aria-label': words.table }, make('table', {},
      make('thead', {}, make('tr', {}, ...words.columns.map((text) => make('th', { scope: 'col' }, this.say(text))))),
      make('tbody', {}, ...game.rounds.map((round, n) => make('tr', {}, ...row(round, n).map((cell, k) => make(k ? 'td' : 'th', k ? {} : { scope: 'row' }, cell))))))));
  }
}

for (const section of document.querySelectorAll('.xx-drain')) new Page(section);
})();
