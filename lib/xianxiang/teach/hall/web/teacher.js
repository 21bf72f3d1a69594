// The teacher's page: one large button for what comes next, and a few small ones. The key comes with the address that was printed,
// is taken out of it at once, and stays in this tab.

(() => {
const { data, words, make, fill, stageTitle, call, follow, countdown, twice, main } = hall;
const text = words.teacher;

let [, key] = /^#key=([\w-]+)$/.exec(location.hash) || [];
try {
  if (key) sessionStorage.setItem('xx-hall-key', key);
  else key = sessionStorage.getItem('xx-hall-key');
} catch { /* then the address is needed again */ }
history.replaceState(null, '', location.pathname);

const status = make('p', { role: 'status' });
const clock = make('span', { role: 'timer' });
const setClock = countdown((seconds) => { clock.textContent = seconds == null ? '–' : fill(words.seconds, { n: seconds }); });
const lost = make('p', { class: 'banner warn', role: 'alert', hidden: true }, words.player.lost);
const body = make('div', { class: 'stack' });
main.append(make('h1', {}, text.title), lost, body, status);

let view;
let built = '';

async function command(name) {
  try {
    show(await call('/api/teacher', key, { do: name, at: view.at }));
    status.textContent = '';
  } catch (error) {
    status.textContent = error.message;
  }
}

async function save() {
  const answer = await fetch('/api/export', { headers: { authorization: `Bearer ${key}` } });
  const link = make('a', { href: URL.createObjectURL(await answer.blob()), download: 'hall.csv' });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** What the large button does now. */
function next() {
  const { phase, round, stage, closed, paused, practice } = view;
  if (paused) return text.next.resume;
  if (phase === 'choose') return text.next.close;
  if (phase === 'announce' || (phase === 'result' && round > 0 && !closed)) return fill(text.next.open, { n: Math.max(round, 0) + 1 });
  if (phase === 'lobby' ? practice > 0 : round < -1) return text.next.practice;
  if (phase === 'result' && closed && stage + 1 === words.stages.length) return text.next.finish;
  return fill(text.next.announce0, { n: phase === 'lobby' || round < 0 ? 1 : stage + 2 });
}

function controls() {
  const { phase, round, closed, paused, door, shown } = view;
  const small = (label, name) => make('button', { type: 'button', onclick: () => command(name) }, label);
  const ended = phase === 'ended';
  const playing = !ended && phase !== 'lobby';
  return [!ended && make('button', { type: 'button', class: 'primary', onclick: () => command('next') }, next()),
    make('div', { class: 'controls' }, playing && !paused && small(text.pause, 'pause'), !ended && small(text.door[Number(door)], 'door'),
      playing && !closed && round >= 0 && small(text.show[Number(shown)], 'show'),
      playing && !closed && round >= 0 && twice(text.close, fill(text.again, { what: text.close }), () => command('close')),
      playing && twice(text.end, fill(text.again, { what: text.end }), () => command('end')),
      make('button', { type: 'button', onclick: save }, text.export), make('a', { class: 'button', href: '/wall', target: '_blank', rel: 'noopener' }, text.wall))];
}

function facts() {
  const [counties, townships] = view.in;
  const entry = (name, ...value) => make('div', {}, make('dt', {}, name), ...value);
  const number = (value) => make('dd', {}, value);
  const last = view.history[view.history.length - 1];
  return make('dl', { class: 'facts' }, entry(text.in, number(counties + townships)), entry(words.side_plural.join(' · '), number(`${counties} · ${townships}`)),
    entry(text.there, number(view.there[0] + view.there[1])), entry(words.wall.chosen, number(view.phase === 'choose' ? `${view.chosen} / ${view.seated}` : '–')),
    entry(text.modelled, number(last ? last.modelled : '–')), entry(text.time, number(clock)));
}

function show(found) {
  view = found;
  setClock(view.left);
  const phase = view.paused ? 'paused' : view.phase === 'result' && view.closed ? 'closed' : view.phase;
  const head = [make('h2', {}, ...(view.phase === 'lobby' || view.phase === 'ended' ? [words.title] : view.round < 0 ? [words.practice] : [`${view.stage + 1}. `, ...stageTitle(view.stage)])),
    make('p', {}, [text.phases[phase], view.phase === 'choose' && !view.paused ? text.auto : '', view.phase === 'result' && view.left != null ? text.auto_next : ''].filter(Boolean).join(words.gap))];
  const place = make('div', { class: 'place' }, ...head);
  const foot = make('p', { class: 'soft' }, [fill(text.join_at, { address: data.address }), text.door_state[Number(view.door)]].join(words.gap));
  if (built === view.at) {  // the buttons stay where they are, and what has the focus keeps it
    body.querySelector('.facts').replaceWith(facts());
    body.querySelector('.place').replaceWith(place);
  } else {
    const focused = body.contains(document.activeElement) && document.activeElement.classList.contains('primary');
    body.replaceChildren(place, ...controls().filter(Boolean), facts(), foot);
    if (focused && body.querySelector('.primary')) body.querySelector('.primary').focus();
  }
  built = view.at;
}

function ask(problem) {
  const field = make('input', { id: 'key', type: 'password', autocomplete: 'off' });
  body.replaceChildren(make('form', { class: 'stack', onsubmit: (event) => { event.preventDefault(); key = field.value.trim(); begin(); } },
    problem && make('p', { class: 'banner warn', role: 'alert' }, problem), make('div', { class: 'field' }, make('label', { for: 'key' }, text.key), field), make('button', { class: 'primary' }, text.enter)));
  built = '';
}

function begin() {
  try { sessionStorage.setItem('xx-hall-key', key); } catch { /* then the address is needed again */ }
  follow('/api/teacher', () => key, show, (is) => { lost.hidden = !is; }, () => ask(text.wrong));
}

if (key) begin();
else ask();
})();
