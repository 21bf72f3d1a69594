// Serves the book from the reader's device. It comes here only when a reader presses "Keep this book offline": see style/offline.js.
//
// One store for each place where a book lies. In it every file stands under its name and its hash, so that a new version fetches what
// has changed and nothing else, and two lists: what is kept now, and a newer version that is whole and waits for the next visit to a page.

const ROOT = registration.scope;
const STORE = `xianxiang ${ROOT}`;
const LIST = 'offline.json';
const PATIENCE = 3000; // milliseconds that the net has to answer
const REST = 30_000; // milliseconds in which a net that did not is not asked again where there is a copy
const LINES = 4; // files on their way at a time

const at = (name) => new URL(name, ROOT).href;
const NOW = at(`${LIST}?now`);
const NEXT = at(`${LIST}?next`);
const address = (name, [, hash]) => at(`${name}?${hash}`);
const addresses = (list) => new Map(Object.entries(list.files).map(([name, file]) => [address(name, file), [name, file]]));

const read = async (key) => (await caches.match(key, { cacheName: STORE }))?.json();
let reading;
const current = () => (reading ??= read(NOW));

addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));

// ------------------------------------------------------------------------------------------------------------------ serving

/** Name of a request's file in the book; null for what is none of it, as the notebooks that run Python. */
function nameOf({ method, url }) {
  const { origin, pathname } = new URL(url);
  const path = origin + pathname;
  const name = path.startsWith(ROOT) ? path.slice(ROOT.length) : null;
  return method !== 'GET' || name === null || name === LIST || name === 'sw.js' || name.startsWith('lite/') ? null : name;
}

/** A file's name and entry in the list, also where an address leaves the ending out. */
function entry(list, name) {
  const found = [name, `${name}index.html`, `${name}.html`].find((one) => Object.hasOwn(list?.files ?? {}, one));
  return found && [found, list.files[found]];
}

async function copy(name) {
  const found = entry(await current(), name);
  return found && caches.match(address(...found), { cacheName: STORE });
}

let deaf = 0; // until when the net is taken to be away
const silence = () => new Promise((_, reject) => setTimeout(reject, PATIENCE));

/** The net's answer or, where it has none in time, the copy. */
async function netFirst(request, name) {
  const held = Date.now() < deaf && (await copy(name));
  if (held) return held;
  const net = fetch(request);
  try {
    const answer = await Promise.race([net, silence()]);
    return answer.ok || answer.type === 'opaqueredirect' ? answer : (await copy(name)) ?? answer;
  } catch {
    deaf = Date.now() + REST;
    return (await copy(name)) ?? net;
  }
}

/** A page; a newer version takes over here, and is looked for. */
async function visit(event, name) {
  await takeOver();
  if (await current()) event.waitUntil(once(bring).catch(() => {})); // the next visit will look again
  return netFirst(event.request, name);
}

/** A part of a page. What an address names by its content is the same here and there. */
async function part(request, name) {
  const [, [, , query] = []] = entry(await current(), name) ?? [];
  return (query === new URL(request.url).search && (await copy(name))) || netFirst(request, name);
}

addEventListener('fetch', (event) => {
  const { request } = event;
  const name = nameOf(request);
  if (name !== null) event.respondWith(request.mode === 'navigate' ? visit(event, name) : part(request, name));
});

// ------------------------------------------------------------------------------------------------------------------ keeping

let stopping = new AbortController();
let running; // one at a time
const once = (work) => (running ??= work().finally(() => { running = undefined; }));

async function fetched(name, options) {
  const answer = await fetch(at(name), { priority: 'low', signal: stopping.signal, ...options });
  if (!answer.ok) throw new (answer.status === 429 || answer.status >= 500 ? TypeError : Error)(`${name}: ${answer.status}`); // busy is as good as away
  return answer;
}

const newest = async () => (await fetched(LIST, { cache: 'no-cache' })).json();

async function digest(bytes) {
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...sum].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A file as the list knows it. What a network on the way still holds of an old version is passed by with an address that it has never seen;
 *  a host that changes pages as it sends them gives the same again, and is believed. */
async function exact(name, [, hash]) {
  let answer = await fetched(name, { cache: 'no-cache' });
  let bytes = await answer.arrayBuffer();
  if (!(await digest(bytes)).startsWith(hash)) {
    answer = await fetched(`${name}?${hash}`, { cache: 'reload' });
    bytes = await answer.arrayBuffer();
  }
  return new Response(bytes, { headers: answer.headers }); // made anew: the answer to a page may not have been redirected
}

/** Fetch what a list has and the store has not. */
async function fill(list, tell) {
  const store = await caches.open(STORE);
  const held = new Set((await store.keys()).map(({ url }) => url));
  const wanted = [...addresses(list)];
  const missing = wanted.filter(([url]) => !held.has(url));
  const size = (files) => files.reduce((sum, [, [, [bytes]]]) => sum + bytes, 0);
  const of = size(wanted);
  let done = of - size(missing);
  tell({ done, of });
  const { signal } = stopping; // once it is stopped, or one line broke, the others have nothing more to tell
  const line = async () => {
    for (let next = missing.pop(); next; next = missing.pop()) {
      const [url, [name, file]] = next;
      const answer = await exact(name, file);
      signal.throwIfAborted();
      await store.put(url, answer);
      signal.throwIfAborted();
      tell({ done: (done += file[0]), of });
    }
  };
  await Promise.all(Array.from({ length: LINES }, line));
}

/** Bring the newest version here, whole; the first is there at once, a later one waits for the next visit. */
async function bring(tell = () => {}) {
  const now = await current();
  let list = await newest();
  if (list.version === now?.version) return;
  for (let before; list.version !== before; list = await newest()) { // the site may change meanwhile
    before = list.version;
    await fill(list, tell);
  }
  const store = await caches.open(STORE);
  await store.put(now ? NEXT : NOW, new Response(JSON.stringify(list)));
  reading = undefined;
}

/** Let the version that waits take the place of the one before. Whoever visits meanwhile waits too, or what is fetched would be cleared away. */
let taking;
const takeOver = () => (taking ??= swap().finally(() => { taking = undefined; }));

async function swap() {
  const next = await read(NEXT);
  if (!next) return;
  const store = await caches.open(STORE);
  await store.put(NOW, new Response(JSON.stringify(next)));
  await store.delete(NEXT);
  reading = undefined;
  const wanted = addresses(next);
  for (const { url } of await store.keys()) if (url !== NOW && !wanted.has(url)) await store.delete(url);
}

// ------------------------------------------------------------------------------------------------- what a page asks for

async function say(news) {
  for (const page of await clients.matchAll({ includeUncontrolled: true, type: 'window' })) page.postMessage({ xianxiang: ROOT, ...news });
}

const bytesOf = (list) => Object.values(list.files).reduce((sum, [bytes]) => sum + bytes, 0);

async function forget() {
  await caches.delete(STORE);
  await registration.unregister();
  reading = undefined;
}

const DEEDS = {
  /** Keep the book, or say that it is kept. What came over a line that broke stays; the next visit goes on from there. */
  async keep() {
    try {
      if (!(await current())) await once(() => bring(say));
      const list = await current();
      if (list) await say({ kept: bytesOf(list) });
    } catch ({ name, message }) {
      if (stopping.signal.aborted) return;
      stopping.abort(); // the other lines
      stopping = new AbortController();
      if (name !== 'TypeError') await forget();
      await say({ failed: name, message });
    }
  },

  /** Forget the book, and be gone. */
  async remove() {
    stopping.abort();
    await running?.catch(() => {});
    await forget();
    stopping = new AbortController();
    await say({ removed: true });
  },
};

addEventListener('message', (event) => event.waitUntil(DEEDS[event.data]?.()));
