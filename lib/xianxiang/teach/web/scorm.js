// Between a chapter's exercises and a learning platform that speaks SCORM 1.2. It runs before the page fetches exercise.js, and is its host.
//
// The platform says whose work it is, which draws the variants, and keeps what was answered: `cmi.suspend_data`, at most 4,096
// characters, in which long texts are cut. It learns the score (of what checks itself), whether all is done, and each try as an
// interaction. Where no platform is found, the page is the book's own: it practises.

(() => {
const LONGEST = 4096; // characters of suspend_data
const LONGEST_RESPONSE = 255;
const MOST_INTERACTIONS = 250;
const PAUSE = 5000; // milliseconds after which what is typed and not yet checked is handed over
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const TYPES = { choice: 'choice', order: 'sequencing' }; // the others are filled in

/** The platform's API, in this window or at most ten above it. */
function find(from) {
  for (let [at, steps] = [from, 0]; at && steps <= 10; [at, steps] = [at.parent === at ? null : at.parent, steps + 1]) {
    try {
      if (at.API) return at.API;
    } catch {
      // a window of another host, or this one is in a sandbox
    }
  }
  return null;
}

const section = document.querySelector('.xx-practice');
const { exercises } = JSON.parse(section.querySelector('script').textContent);
const { course, words } = JSON.parse(document.getElementById('xx-scorm').textContent);
const notice = document.createElement('p');
notice.className = 'xx-ex-quiet';
notice.setAttribute('role', 'status');
section.prepend(notice);
const say = (word) => notice.textContent !== words[word] && (notice.textContent = words[word]);

const api = find(window) ?? find(window.opener);
const get = (name) => String(api.LMSGetValue(`cmi.${name}`) ?? '');
const set = (name, value) => String(api.LMSSetValue(`cmi.${name}`, String(value))) === 'true';
if (!api || String(api.LMSInitialize('')) !== 'true') return say('no platform');

// ------------------------------------------------------------------------------------------------------------- what is kept

const kinds = Object.fromEntries(exercises.map(({ id, kind }) => [id, kind]));
const short = (id) => id.slice(id.indexOf('.') + 1);

/** Answers and drafts as text that fits; of texts only so much as there is room for. */
function packed({ answers, drafts }) {
  for (let most = 4000; ; most = Math.floor(most * 0.8)) {
    const cut = (id, answer) => (kinds[id] === 'text' ? answer.slice(0, most) : answer);
    const given = Object.entries(answers).map(([id, [variant, , last, tries, seconds, right]]) => [short(id), [variant, cut(id, last), tries, seconds, right]]);
    const typed = Object.entries(drafts).map(([id, draft]) => [short(id), cut(id, draft)]);
    const text = JSON.stringify([Object.fromEntries(given), most ? Object.fromEntries(typed) : {}]);
    if (text.length <= LONGEST || !most) return text;
  }
}

/** The answers and drafts in such a text; none where it is no such text. */
function unpacked(text) {
  try {
    const whole = new Map(exercises.map(({ id }) => [short(id), id]));
    const named = (found) => Object.entries(found).filter(([name]) => whole.has(name));
    const [given, typed] = JSON.parse(text);
    return {
      answers: Object.fromEntries(named(given).map(([name, [variant, last, ...rest]]) => [whole.get(name), [variant, last, last, ...rest]])),
      drafts: Object.fromEntries(named(typed).map(([name, draft]) => [whole.get(name), draft])),
    };
  } catch {
    return null;
  }
}

// ----------------------------------------------------------------------------------------------------- what the platform learns

const two = (number) => String(number).padStart(2, '0');
const span = (seconds) => `${String(Math.min(9999, Math.floor(seconds / 3600))).padStart(4, '0')}:${two(Math.floor(seconds / 60) % 60)}:${two(Math.floor(seconds) % 60)}`;
const clock = (date) => [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');

/** An answer as SCORM has it: a letter by place in the bank's order, letters in order, or what was typed. */
function response(kind, answer) {
  if (kind in TYPES) return [answer].flat().map((place) => LETTERS[place]).join(',');
  return answer.replace(/\s+/g, ' ').slice(0, LONGEST_RESPONSE);
}

const started = Date.now();
const writing = !/^(review|browse)$/.test(get('core.lesson_mode'));
const before = get('core.lesson_status');
const over = /^(completed|passed)$/.test(before);
const kept = unpacked(get('suspend_data'));
let state = kept ?? { answers: {}, drafts: {} };
let count = Number(get('interactions._count')) || 0;
let timer;

/** One more try at an exercise. */
function interact(id, [variant, , last, , seconds, right], spent) {
  if (count >= MOST_INTERACTIONS) return;
  const at = (name, value) => set(`interactions.${count}.${name}`, value);
  at('id', `${id}.${String(variant).padStart(3, '0')}`);
  at('type', TYPES[kinds[id]] ?? 'fill-in');
  at('time', clock(new Date()));
  at('weighting', exercises.find((exercise) => exercise.id === id).points);
  at('student_response', response(kinds[id], last));
  at('result', right === null ? 'neutral' : right ? 'correct' : 'wrong');
  at('latency', span(seconds - spent));
  count++;
}

/** Hand over what there is. */
function keep() {
  clearTimeout(timer);
  timer = null;
  if (!writing) return;
  const taken = set('suspend_data', packed(state));
  const saved = String(api.LMSCommit('')) === 'true';
  say(taken && saved ? 'platform' : 'not kept');
}

globalThis.xianxiangHost = {
  student: get('core.student_id'),
  course,
  load: () => kept,
  save(next) {
    const old = state.answers;
    state = structuredClone(next);
    for (const [id, record] of Object.entries(state.answers)) {
      const [, , , tries, seconds] = old[id] ?? [0, '', '', 0, 0];
      if (writing && record[3] > tries) interact(id, record, seconds);
    }
    timer ??= setTimeout(keep, PAUSE);
  },
  score(points, of) {
    const answered = Object.keys(state.answers);
    if (!writing || !answered.length) return;
    const done = ({ id, kind, graded }) => kind === 'function' || (state.answers[id] && (kind === 'text' || graded === false || state.answers[id][5] === 1));
    set('core.score.min', 0);
    set('core.score.max', 100);
    set('core.score.raw', of ? Math.round((10000 * points) / of) / 100 : 100);
    if (!over) set('core.lesson_status', exercises.every(done) ? 'completed' : 'incomplete');
    keep();
  },
};

if (writing && !over) set('core.lesson_status', 'incomplete');
say(writing ? 'platform' : 'review');

addEventListener('pagehide', () => {
  if (writing) {
    set('core.session_time', span((Date.now() - started) / 1000));
    set('core.exit', 'suspend');
    keep();
  }
  api.LMSFinish('');
});
addEventListener('pageshow', ({ persisted }) => persisted && location.reload()); // the session that it had is over
})();
