// A worker that loads Python before the notebook's page can ask for it, and then is the kernel's worker: it loads the kernel's own
// script, whose call for Python gets the one that is here already. Its name holds what `run.js` tells it.

const { folder, worker, packages } = JSON.parse(self.name);
const PYTHON = new URL(`../${folder}/`, self.location).href;
const load = self.importScripts.bind(self);

load(`${PYTHON}pyodide.js`);
const python = self.loadPyodide({ indexURL: PYTHON, packages }).then(async (ready) => {
  await ready.runPythonAsync('import pyodide_kernel, xianxiang.figures'); // the kernel first: widgets look for it
  return ready;
});
python.catch(() => {}); // whoever calls for it is told
self.importScripts = (...urls) => load(...urls.filter((url) => !url.endsWith('/pyodide.js')));
self.loadPyodide = () => python;
load(new URL(`../${worker}`, self.location).href);
