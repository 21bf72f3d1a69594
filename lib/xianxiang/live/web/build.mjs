// Builds what the pages load, and what sets their formulas, out of the packages that package-lock.json pins.
//   node build.mjs OUT
// The same packages give the same bytes.

import { build } from 'esbuild';
import { cp, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

const out = path.resolve(process.argv[2] ?? '../static');
const packageFolder = (name) => path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
// The oldest browsers that the book supports: Chromium 109 is the last for Windows 7, Firefox 115 too; older.js fills in what they lack.
const OLDEST = ['chrome109', 'firefox115', 'safari16.4'];
const common = { bundle: true, minify: true, target: OLDEST, format: 'iife', legalComments: 'eof', charset: 'utf8', logLevel: 'warning' };

const css = await build({ ...common, format: undefined, entryPoints: ['widgets.css'], loader: { '.png': 'dataurl', '.svg': 'dataurl' }, write: false });
await build({
  ...common,
  entryPoints: ['widgets.js'],
  outfile: path.join(out, 'widgets.js'),
  alias: { 'sanitize-html': './stubs/sanitize.js' },
  define: {
    STYLE: JSON.stringify(css.outputFiles[0].text),
    'window.MathJax': 'undefined', // the stock widgets would call MathJax 2; their labels are plain text here
  },
});
await build({ ...common, entryPoints: ['vega.js', 'vega-lite.js'], outdir: out });

// MathJax runs at the book's build alone: see book/formulas.py.
const mathjax = path.join(packageFolder('mathjax'), 'es5');
const parts = ['startup.js', 'loader.js', 'core.js', 'adaptors/liteDOM.js', 'input/tex.js', 'input/tex/extensions', 'output/chtml.js', 'output/chtml/fonts', 'a11y/assistive-mml.js'];
for (const part of parts) await cp(path.join(mathjax, part), path.join(out, 'mathjax', part), { recursive: true });
