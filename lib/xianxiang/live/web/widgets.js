// Shows the widgets that a published page carries, with no kernel and no other host.
//
// A page holds the state of its widgets in one script of type …widget-state+json and, wherever a widget stands, a script of
// type …widget-view+json that names a model. Should anything fail, the still picture beside it stays and the reason is told.

import './older.js';
import * as base from '@jupyter-widgets/base';
import * as controls from './controls.js';
import { ManagerBase } from '@jupyter-widgets/base-manager';
import { Widget } from '@lumino/widgets';
import explorer, { speaker } from '../explorer.js';

const PATIENCE = 15_000; // milliseconds; a slow phone on a slow line takes half of that
const failures = []; // what parts of widgets said when they failed; their views are children of others, which do not pass it on
const MIME = 'script[type="application/vnd.jupyter.widget-';

let last = Promise.resolve();

/** What draws an explorer, with the code that is bundled here: one figure after the other, so that the page answers in between. */
class Figure extends base.DOMWidgetView {
  render() {
    last = last.then(() => new Promise((done) => setTimeout(done))).then(() => explorer.render({ model: this.model, el: this.el }));
  }
}

const MODULES = { '@jupyter-widgets/base': base, '@jupyter-widgets/controls': controls, anywidget: { AnyModel: base.DOMWidgetModel, AnyView: Figure } };

/** Note what a model says of its failure. */
function noted(model) {
  const error = model.get?.('error');
  if (error instanceof Error) failures.push(error.message);
  return model;
}

class Manager extends ManagerBase {
  // Where a part cannot be made, the base puts a sign for it in its place, which holds the error.
  async _make_model(...options) {
    return noted(await super._make_model(...options));
  }
  async create_view(...options) {
    const view = await super.create_view(...options);
    noted(view.model);
    return view;
  }
  async loadClass(name, module) {
    const found = MODULES[module]?.[name];
    if (!found) throw new Error(`this page has no widget ${module} ${name}`);
    return found;
  }
  async _create_comm() {
    throw new Error('a published page has no kernel');
  }
  async _get_comm_info() {
    return {};
  }
}

/** Empty the binary parts that are not base64, so that one damaged table does not take the whole page with it. */
function mended(state) {
  for (const { buffers = [] } of Object.values(state.state)) {
    for (const buffer of buffers) {
      try {
        if (buffer.encoding === 'base64') atob(buffer.data);
      } catch {
        buffer.data = '';
      }
    }
  }
  return state;
}

const t = speaker({});

/** The still picture that stands before a widget's script. */
const stillOf = (script) => script.closest('.cell_output, main, body').querySelector('.xx-still');

/** Show the still picture and say beside it why it does not move; what has failed leaves no hole. */
function tell(script, error) {
  const still = stillOf(script);
  const note = document.createElement('p');
  note.className = 'xx-alert xx-watch';
  note.setAttribute('role', 'alert');
  const reason = t(String(error?.message ?? error).replace(/\.$/, ''));
  note.textContent = t('This figure cannot answer to controls here: {reason}.', { reason }) + t(' The picture shows its default setting.');
  script.after(note);
  if (!still) return;
  still.hidden = false;
  still.classList.add('xx-stays');
  document.dispatchEvent(new CustomEvent('xx-failed', { detail: { name: still.dataset.for } }));
}

/** Wait until a widget lives or says itself why it does not; else tell what is known. Slow is not dead: what comes late is shown. */
function watch(script, patience = PATIENCE) {
  const { place } = script;
  const settled = () => place.querySelector('.xx-live, .xx-failed');
  const check = (last) => {
    if (settled()) return stop();
    const broken = place.querySelector('.jupyter-widgets-error-widget');
    if (broken || last) {
      if (!place.hidden) tell(script, reasonOf(broken));
      place.hidden = true;
      if (!broken) return;
      stillOf(script)?.classList.add('xx-broken'); // where one part failed, the others do not come either
      stop();
    }
  };
  const observer = new MutationObserver(() => {
    if (!settled()) return check(false);
    place.hidden = false;
    place.removeAttribute('style');
    if (script.nextElementSibling?.matches('.xx-watch')) script.nextElementSibling.remove();
    stop();
  });
  const timer = setTimeout(check, patience, true);
  const stop = () => {
    clearTimeout(timer);
    observer.disconnect();
  };
  observer.observe(place, { childList: true, subtree: true, attributes: true, attributeFilter: ['class'] });
  check(false);
}

/** What is known of a failure: what a part said, or what the browser said first. */
function reasonOf(broken) {
  return failures[0] ?? document.documentElement.dataset.xxReason ?? (broken ? t('one of its parts failed') : t('it has not started in {seconds} seconds', { seconds: PATIENCE / 1000 }));
}

/** Let a figure take shape above the text, unseen, until it takes the place of its still picture: what stands below moves once at most. */
function comeUnseen(script) {
  const still = stillOf(script);
  if (!still?.clientWidth) return;
  script.place.style.cssText = `position:absolute;visibility:hidden;width:${still.clientWidth}px`;
  document.addEventListener('xx-live', ({ detail }) => detail.name === still.dataset.for && script.place.removeAttribute('style'));
}

async function show(manager, script) {
  const { model_id: id } = JSON.parse(script.textContent);
  if (!manager.has_model(id)) throw new Error('the page does not carry its data');
  const view = await manager.create_view(await manager.get_model(id));
  const place = document.createElement('div');
  place.className = 'xx-place';
  script.after(place);
  script.place = place;
  comeUnseen(script);
  Widget.attach(view.luminoWidget, place);
  watch(script);
}

/** How far a widget's place is from what the reader sees; a figure that the address names comes before all. */
function distance(script) {
  const still = stillOf(script);
  if (still && location.hash.split(/[#?]/)[1] === still.dataset.for) return -1;
  return Math.abs((still ?? script.parentElement).getBoundingClientRect().top);
}

async function start() {
  const scripts = [...document.querySelectorAll(`${MIME}view+json"]`)].map((script) => [distance(script), script]).sort(([a], [b]) => a - b).map(([, script]) => script);
  try {
    const manager = new Manager();
    for (const state of document.querySelectorAll(`${MIME}state+json"]`)) await manager.set_state(mended(JSON.parse(state.textContent)));
    for (const script of scripts) await show(manager, script).catch((error) => tell(script, error));
  } catch (error) {
    for (const script of scripts) tell(script, error);
  }
}

const style = document.createElement('style');
style.textContent = STYLE;
document.head.prepend(style);
document.documentElement.classList.add('xx-starting');
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
else start();
