// Compiles wheels with the Python that will load them.
//   node compile.mjs PYODIDE_FOLDER WORK_FOLDER
// WORK_FOLDER holds compiled.py and jobs.json.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [pyodide, work] = process.argv.slice(2).map((folder) => path.resolve(folder));
const { loadPyodide } = await import(pathToFileURL(path.join(pyodide, 'pyodide.mjs')));
const python = await loadPyodide({ indexURL: pyodide + path.sep });
python.FS.mkdirTree('/desk');
python.FS.mount(python.FS.filesystems.NODEFS, { root: work }, '/desk');
python.runPython(readFileSync(path.join(work, 'compiled.py'), 'utf8'));
