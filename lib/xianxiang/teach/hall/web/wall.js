// The wall: the class as a whole, beside the model. Nothing can be pressed here.

(() => {
const { data, words, make, fill, percent, chart, legend, bars, table, verdict, stageTitle, follow, countdown, main } = hall;
const text = words.wall;

const clock = make('span', { class: 'clock', role: 'timer' });
const setClock = countdown((seconds) => { clock.textContent = seconds == null ? '' : fill(words.seconds, { n: seconds }); });
const lost = make('span', { class: 'paused', hidden: true }, text.lost);
const image = make('img', { src: data.qr, alt: data.address });  // one, so that it does not blink
const address = () => make('p', { class: 'address' }, ...data.address.replace('http://', '').match(/[^.:/]*[.:/]*/g).flatMap((part) => [part, make('wbr')]));

function crowd(view) {
  const [counties, townships] = view.in;
  const away = counties + townships - view.there[0] - view.there[1];
  return [make('p', {}, make('span', { class: 'big' }, counties + townships), ` ${text.in}`), make('p', { class: 'soft' }, fill(text.there, { counties, townships })),
    away > 0 && make('p', {}, fill(text.away, { n: away }))];
}

function lobby(view) {
  return [make('div', { class: 'lobby' }, image, make('div', {}, make('h2', {}, text.join), address(), ...crowd(view)))];
}

function place(view) {
  if (view.round < 0) return words.practice;
  const stage = fill(words.stage_of, { n: view.stage + 1, of: words.stages.length });
  return view.turn ? `${stage} · ${fill(words.round_of, { n: view.round, of: view.rounds * words.stages.length })}` : stage;
}

function aside(view) {
  const last = view.history[view.history.length - 1];
  const choosing = view.phase === 'choose';
  return make('aside', {}, choosing && make('p', {}, make('span', { class: 'big' }, fill(text.of, { n: view.chosen, of: view.seated })), make('br'), text.chosen),
    !choosing && view.phase !== 'announce' && last && make('div', {}, make('p', {}, fill(text.this_round, { n: last.round })), bars(last.shares), make('p', { class: 'soft' }, fill(words.found_share, { share: percent(last.found) })),
      last.modelled > 0 && make('p', { class: 'soft' }, fill(text.modelled, { n: last.modelled, of: last.choices + last.modelled }))),
    ...crowd(view), view.door && address(), view.door && image);
}

function scene(view) {
  const here = view.model.find((found) => found.stage === view.stage);
  const guess = view.guesses[view.stage];
  const total = view.rounds * words.stages.length;
  const picture = [chart(view.history, view.model, total), legend(view.model.length > 0), table(view.history, view.model)];
  if (view.phase === 'announce') return [make('p', { class: 'circular' }, words.circulars[view.stage]), make('p', {}, [text.guess, guess ? fill(text.guesses, { n: guess.count }) : ''].join(words.gap)), ...(view.history.length ? picture : [])];
  if (view.round < 0) return [make('p', { class: 'circular' }, words.circulars[0]), make('p', {}, text.practice_now)];
  return [...picture, ...(here ? verdict(here, view.history, guess) : []).map((line) => make('p', {}, line))];
}

function show(view) {
  setClock(view.left);
  const title = view.phase === 'lobby' ? [words.title] : view.phase === 'ended' ? [text.over] : stageTitle(view.stage);
  const header = make('header', {}, make('h1', {}, ...title), view.phase !== 'lobby' && view.phase !== 'ended' && make('span', { class: 'soft' }, place(view)), view.paused && make('span', { class: 'paused' }, text.paused), lost, clock);
  main.replaceChildren(header, ...(view.phase === 'lobby' ? lobby(view) : [make('div', { class: 'scene' }, ...scene(view)), aside(view)]));
}

follow('/api/wall', () => null, show, (is) => { lost.hidden = !is; }, () => {});
})();
