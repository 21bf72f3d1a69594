// Without a hall: a show of hands beside the model, and a game against it.

(() => {
const { data, words, make, fill, points, matrix, told, stageTitle, about, chart, legend, table, verdict, forecast, memory, twice, main } = hall;
const text = words.solo;
const { rounds, course, payoffs } = data;
const total = rounds * words.stages.length;
const stageOf = (round) => Math.floor((round - 1) / rounds);

// ------------------------------------------------------------------------------------------------------------------ show of hands

const complete = (counts) => counts && counts.every((count) => Number.isFinite(count)) && counts.some((count) => count > 0);

/** The rounds that are counted, up to the first that is not, and the model beside each stage. */
function read(counts, early) {
  const upto = counts.findIndex((row) => !complete(row));
  const history = counts.slice(0, upto < 0 ? total : upto).map((row, k) => {
    const sum = row.reduce((one, two) => one + two);
    return { round: k + 1, stage: stageOf(k + 1), shares: row.map((count) => count / sum) };
  });
  const model = words.stages.map((_, stage) => stage).filter((stage) => history.length > stage * rounds && (early || history.length >= (stage + 1) * rounds)).map((stage) => {
    const { shares } = history[stage * rounds];
    const found = forecast(payoffs[stage], [shares, shares], rounds, data);
    return { stage, first: stage * rounds + 1, shares: found.map(([one, two]) => one.map((share, action) => (share + two[action]) / 2)), ...data.equilibria[stage] };
  });
  return { history, model };
}

function hands() {
  const kept = memory.get('xx-hands');
  const counts = Array.from({ length: total }, (_, k) => (Array.isArray(kept) && Array.isArray(kept[k]) ? kept[k].slice(0, 3) : [null, null, null]));
  const picture = make('div', { class: 'stack' });
  const now = make('div', { class: 'stack' });
  const judged = make('div', { class: 'stack', role: 'status' });
  const early = make('input', { type: 'checkbox', id: 'early', onchange: refresh });

  function refresh() {
    const { history, model } = read(counts, early.checked);
    picture.replaceChildren(chart(history, model, total), legend(true), table(history, model));
    const last = history[history.length - 1];
    const stage = stageOf(Math.min(history.length + 1, total));
    const mean = (side, own) => data.average[last.stage][side][own].reduce((sum, value, other) => sum + value * last.shares[other], 0);
    const paid = (side) => words.short.map((action, own) => fill(text.pays, { action, points: points(mean(side, own)) })).join(words.comma);
    const alike = (which) => JSON.stringify(data.average[which][0]) === JSON.stringify(data.average[which][1]);
    const seen = model[model.length - 1];
    now.replaceChildren(make('h2', {}, ...stageTitle(stage)), make('p', { class: 'circular' }, words.circulars[stage]),
      make('div', { class: 'tables' }, ...(alike(stage) ? [0] : [0, 1]).map((side) => make('div', {}, !alike(stage) && make('h3', {}, fill(text.as, { side: words.sides[side] })), matrix(stage, side)))),
      ...(last ? [make('p', {}, fill(alike(last.stage) ? text.paid : text.paid_both, { n: last.round, values: paid(0), county: paid(0), township: paid(1) }))] : []));
    judged.replaceChildren(...(seen ? [make('h2', {}, words.marks[seen.stage]), ...verdict(seen, history).map((line) => make('p', {}, line))] : []));
  }

  const cell = (round, action) => make('td', {}, make('input', { type: 'number', min: 0, max: 9999, step: 1, inputmode: 'numeric', 'aria-label': fill(text.cell, { n: round, action: words.short[action] }), value: counts[round - 1][action] ?? '',
    oninput: ({ target }) => {
      counts[round - 1][action] = target.value !== '' && target.validity.valid ? Number(target.value) : null;
      memory.set('xx-hands', counts);
      refresh();
    } }));
  const rows = Array.from({ length: total }, (_, k) => k + 1).flatMap((round) => [
    ...((round - 1) % rounds ? [] : [make('tr', {}, make('th', { colspan: 4, scope: 'colgroup' }, ...stageTitle(stageOf(round))))]),
    make('tr', {}, make('th', { scope: 'row' }, round), ...[0, 1, 2].map((action) => cell(round, action)))]);
  refresh();
  return [make('p', {}, text.hands_lead), now, picture, judged, make('label', { class: 'check', for: 'early' }, early, text.show), make('div', { class: 'scroll' }, make('table', { class: 'hands' }, make('caption', { class: 'unseen' }, text.counts),
    make('thead', {}, make('tr', {}, make('th', { scope: 'col' }, text.round), ...words.short.map((name, action) => make('th', { scope: 'col' }, hall.mark(action), ` ${name}`)))), make('tbody', {}, ...rows))),
    make('div', { class: 'controls' }, twice(text.clear, text.clear_again, () => { memory.set('xx-hands', null); open('hands'); })), make('p', { class: 'soft' }, text.saved)];
}

// ---------------------------------------------------------------------------------------------------------------- against the model

const falls = (odds) => { let left = Math.random(); const found = odds.findIndex((chance) => (left -= chance) < 0); return found < 0 ? odds.length - 1 : found; };

function play(side) {
  const played = [];
  const place = make('div', { class: 'stack played' });
  const status = make('p', { role: 'status', class: 'unseen' });

  const worth = (round, own) => course[round - 1][1 - side].reduce((sum, chance, other) => sum + chance * data.average[stageOf(round)][side][own][other], 0);

  function choose(own) {
    const round = played.length + 1;
    const other = falls(course[round - 1][1 - side]);
    const found = Math.random() < data.chances[stageOf(round)][own][other] ? 1 : 0;
    played.push({ own, other, found, points: data.points[stageOf(round)][found][side][own][other], worth: worth(round, own), best: Math.max(...[0, 1, 2].map((action) => worth(round, action))) });
    render();
    const first = place.querySelector('.matrix button, h2');
    first.focus({ preventScroll: true });
  }

  const sum = (what) => played.reduce((all, row) => all + row[what], 0);

  function outcome() {
    const last = played[played.length - 1];
    const lines = [...told(last, side), fill(text.earned, { points: points(last.points), total: points(sum('points')) })];
    status.textContent = lines.join(words.gap);
    return make('p', { class: 'banner' }, lines.join(words.gap));
  }

  function render() {
    const round = played.length + 1;
    const other = 1 - side;
    const again = make('div', { class: 'controls' }, make('button', { type: 'button', class: 'quiet', onclick: () => open('play', side) }, text.again),
      make('button', { type: 'button', class: 'quiet', onclick: () => open('play', other) }, fill(text.switch, { other: words.named[other] })));
    if (round > total) {
      const model = words.stages.map((_, stage) => ({ stage, first: stage * rounds + 1, shares: course.slice(stage * rounds, (stage + 1) * rounds).map((both) => both[other]) }));
      place.replaceChildren(make('h2', { tabindex: '-1' }, words.player.over), outcome(), make('p', {}, fill(text.final, { total: points(sum('points')), worth: points(sum('worth')), best: points(sum('best')) })),
        chart([], model, total), legend(true, false), again);
      return;
    }
    const stage = stageOf(round);
    place.replaceChildren(...[played.length > 0 && outcome(), make('div', { class: 'top' }, make('span', {}, fill(words.stage_of, { n: stage + 1, of: words.stages.length })), make('span', {}, fill(words.round_of, { n: round, of: total }))),
      make('h2', {}, ...stageTitle(stage)), make('p', { class: 'circular' }, words.circulars[stage]), matrix(stage, side, choose), about(), again].filter(Boolean));
  }

  render();
  return [make('p', {}, fill(text.play_lead, { other: words.sides[1 - side] })), place, status];
}

// ------------------------------------------------------------------------------------------------------------------------ the page

const place = make('div', { class: 'stack' });

function open(what, side = 0) {
  for (const button of tabs) button.setAttribute('aria-pressed', button.dataset.what === what);
  place.replaceChildren(...(what === 'hands' ? hands() : play(side)));
}

const tabs = ['hands', 'play'].map((what) => make('button', { type: 'button', 'data-what': what, onclick: () => open(what) }, text[what]));
main.append(make('h1', {}, words.title), make('div', { class: 'tabs' }, ...tabs), place);
open('hands');
})();
