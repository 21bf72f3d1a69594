// Shows the widgets that a published page carries, with no kernel and no other host.
//
// A page holds the state of its widgets in one script of type …widget-state+json and, wherever a widget stands, a script of
// type …widget-view+json that names a model. Should anything fail, the still picture beside it stays and the reason is told.

import * as base from '@jupyter-widgets/base';
import * as controls from '@jupyter-widgets/controls';
import { ManagerBase } from '@jupyter-widgets/base-manager';
import { Widget } from '@lumino/widgets';
import anywidget from 'anywidget';

const MIME = 'script[type="application/vnd.jupyter.widget-';
const MODULES = { '@jupyter-widgets/base': base, '@jupyter-widgets/controls': controls, anywidget: anywidget(base) };

class Manager extends ManagerBase {
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

/** Say beside the still picture why it does not move. */
function tell(script, error) {
  const note = document.createElement('p');
  note.className = 'xx-alert';
  note.setAttribute('role', 'alert');
  note.textContent = `This figure cannot answer to controls here: ${error?.message ?? error}. The picture shows its default setting.`;
  script.after(note);
  for (const still of document.querySelectorAll('.xx-still[data-bet]')) still.style.visibility = 'visible';
}

async function show(manager, script) {
  const { model_id: id } = JSON.parse(script.textContent);
  if (!manager.has_model(id)) throw new Error('the page does not carry its data');
  const view = await manager.create_view(await manager.get_model(id));
  const place = document.createElement('div');
  place.className = 'xx-place';
  script.after(place);
  Widget.attach(view.luminoWidget, place);
}

async function start() {
  const scripts = [...document.querySelectorAll(`${MIME}view+json"]`)];
  try {
    const manager = new Manager();
    for (const state of document.querySelectorAll(`${MIME}state+json"]`)) await manager.set_state(mended(JSON.parse(state.textContent)));
    await Promise.all(scripts.map((script) => show(manager, script).catch((error) => tell(script, error))));
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
