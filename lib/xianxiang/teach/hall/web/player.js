// A player's page: one thing at a time.

(() => {
const { words, make, fill, points, percent, code, matrix, told, stageTitle, about, mark, call, follow, memory, countdown, main, data } = hall;
const text = words.player;
const { plan } = data;

const status = make('p', { role: 'status', class: 'unseen' });
const lost = make('p', { class: 'banner', role: 'alert', hidden: true }, text.lost);
const clock = make('b');
const scene = make('div', { class: 'stack' });
main.append(lost, scene);
document.body.append(status);
const setClock = countdown((seconds) => { clock.textContent = seconds == null ? '' : fill(words.seconds, { n: seconds }); });

let token = memory.get('xx-hall');
let shown = '';
let busy = false;

const heading = (...content) => make('h1', { tabindex: '-1' }, ...content);
const privacy = () => make('p', { class: 'soft' }, [text.privacy, plan.students ? text.privacy_student : '', text.privacy_more].filter(Boolean).join(words.gap));

function say(parts, spoken, focus = true) {
  scene.replaceChildren(...parts.filter(Boolean));
  status.textContent = spoken;
  const first = scene.querySelector('h1');
  if (focus && first) first.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function door(problem = '') {
  shown = '';
  const field = make('input', { id: 'student', autocomplete: 'off', maxlength: 40 });
  const enter = async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    try {
      const found = await call('/api/join', null, { student: field.value });
      token = found.token;
      memory.set('xx-hall', token);
      show(found);
      listen();
    } catch (error) {
      door(error.message);
    }
    busy = false;
  };
  say([heading(words.title), make('p', {}, words.lead), make('p', {}, text.side_note), problem && make('p', { class: 'banner warn', role: 'alert' }, problem),
    make('form', { class: 'stack', onsubmit: enter }, plan.students && make('div', { class: 'field' }, make('label', { for: 'student' }, text.student), field), make('button', { class: 'primary' }, text.join)),
    privacy()], problem, false);
}

/** Send something, and show what came of it. What is refused came too late, or twice: then the hall says how things stand. */
async function send(path, body) {
  if (busy) return;
  busy = true;
  try {
    show(await call(path, token, body));
  } catch (error) {
    lost.hidden = Boolean(error.status);
    if (error.status) {
      shown = '';
      await call('/api/me', token).then(show, () => {});
      status.textContent = error.message;
    }
  }
  busy = false;
}

function top(view) {
  const place = view.round < 0 || view.phase === 'lobby' ? words.practice : `${fill(words.stage_of, { n: view.stage + 1, of: words.stages.length })} · ${fill(words.round_of, { n: view.round, of: view.rounds * words.stages.length })}`;
  return make('div', { class: 'top' }, make('span', {}, code(view.side, view.number)), make('span', {}, view.turn ? place : fill(words.stage_of, { n: view.stage + 1, of: words.stages.length })), clock);
}

function outcome(view) {
  const { last } = view;
  const [found, own, other, ...more] = told(last, view.side);
  return [heading(found), make('p', { class: 'deed' }, mark(last.own), own), make('p', { class: 'deed' }, mark(last.other), other), ...more.map((line) => make('p', { class: 'soft' }, line)),
    make('p', { class: 'earned' }, fill(text.earned, { points: points(last.points) })),
    make('p', {}, view.round < 0 ? text.practice_note : fill(text.total, { points: points(view.total) }))];
}

function guess(view) {
  const output = make('output', { for: 'share' }, percent(0.5));
  const range = make('input', { id: 'share', type: 'range', min: 0, max: 100, step: 5, value: 50, oninput: () => { output.textContent = percent(range.value / 100); } });
  return make('div', { class: 'guess' }, make('label', { for: 'share' }, text.guess), output, range,
    make('button', { type: 'button', class: 'primary', onclick: () => send('/api/guess', { stage: view.stage, share: range.value / 100 }) }, text.send));
}

const scenes = {
  paused: (view) => [top(view), heading(text.paused)],
  lobby: (view) => [heading(fill(words.you_are, { side: words.sides[view.side], number: view.number })), make('p', {}, words.lead), make('p', {}, text.wait), about(), make('div', { class: 'grow' }, privacy())],
  outside: (view) => [top(view), heading(text.wait_title), make('p', {}, text.next_round)],
  announce: (view) => [top(view), heading(...stageTitle(view.stage)), make('p', { class: 'circular' }, words.circulars[view.stage]), matrix(view.stage, view.side),
    view.guess == null ? guess(view) : make('p', { class: 'banner' }, fill(text.sent, { share: percent(view.guess) }))],
  choose: (view) => [top(view), heading(...stageTitle(view.stage)), make('p', {}, fill(text.across, { other: words.named[1 - view.side] })),
    matrix(view.stage, view.side, (own) => send('/api/choose', { round: view.round, action: hall.NAMES[own] })), about()],
  chosen: (view) => [top(view), heading(text.chosen), make('p', { class: 'chosen' }, mark(view.choice), words.actions[view.choice][0]), make('p', {}, text.others)],
  result: (view) => [top(view), ...(view.last ? outcome(view) : [heading(text.wait_title)]), make('p', { class: 'soft' }, view.closed ? text.stage_over : text.next)],
  ended: (view) => [heading(text.over), make('p', { class: 'earned' }, fill(words.points, { points: points(view.total) })), make('p', {}, text.final),
    make('p', {}, fill(text.code_note, { code: code(view.side, view.number) }))],
};

function which(view) {
  if (view.phase === 'ended') return 'ended';
  if (view.paused) return 'paused';
  if (view.phase === 'choose') return !view.seated ? 'outside' : view.choice == null ? 'choose' : 'chosen';
  return view.phase;
}

function show(view) {
  lost.hidden = true;
  setClock(view.left);
  const name = which(view);
  const moment = [name, view.stage, view.round, view.closed, view.choice, view.guess].join();
  if (moment === shown) return;
  shown = moment;
  const parts = scenes[name](view);
  const spoken = { result: () => [...(view.last ? told(view.last, view.side) : []), view.last ? fill(text.earned, { points: points(view.last.points) }) : ''].join(words.gap),
    announce: () => words.circulars[view.stage], chosen: () => [fill(text.chose, { action: words.actions[view.choice][0] }), text.others].join(words.gap), choose: () => words.stages[view.stage] }[name];
  say(parts, spoken ? spoken() : '');
}

document.addEventListener('keydown', (event) => {
  const own = ['1', '2', '3'].indexOf(event.key);
  const buttons = main.querySelectorAll('.matrix button');
  if (own >= 0 && buttons.length && !event.ctrlKey && !event.altKey && !event.metaKey) buttons[own].click();
});

let listening = false;
function listen() {
  if (listening) return;
  listening = true;
  follow('/api/me', () => token, show, (is) => { lost.hidden = !is; }, () => { listening = false; token = null; memory.set('xx-hall', null); door(); });
}

if (token) listen();
else door();
})();
