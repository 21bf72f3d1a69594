// Builds what the pages load, out of the packages that package-lock.json pins.
//   node build.mjs OUT
// The same packages give the same bytes.

import { build } from 'esbuild';
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

const out = path.resolve(process.argv[2] ?? '../static');
const packageFolder = (name) => path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
// The oldest browsers that the book supports: Chromium 109 is the last for Windows 7, Firefox 115 too; older.js fills in what they lack.
const OLDEST = ['chrome109', 'firefox115', 'safari16.4'];
const common = { bundle: true, minify: true, target: OLDEST, format: 'iife', legalComments: 'eof', charset: 'utf8', logLevel: 'warning' };

/** anywidget is published as an AMD module; take its factory as an ordinary export. */
const anywidget = {
  name: 'anywidget',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]anywidget[\\/]dist[\\/]index\.js$/ }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      const define = 'define(["@jupyter-widgets/base"], widget_default);';
      if (!source.includes(define)) throw new Error('anywidget is not wrapped as build.mjs expects');
      return { contents: source.replace(define, 'export default widget_default;'), loader: 'js' };
    });
  },
};

const css = await build({ ...common, format: undefined, entryPoints: ['widgets.css'], loader: { '.png': 'dataurl', '.svg': 'dataurl' }, write: false });
await build({
  ...common,
  entryPoints: ['widgets.js'],
  outfile: path.join(out, 'widgets.js'),
  alias: { 'sanitize-html': './stubs/sanitize.js' },
  plugins: [anywidget],
  define: {
    STYLE: JSON.stringify(css.outputFiles[0].text),
    'window.MathJax': 'undefined', // the stock widgets would call MathJax 2; their labels are plain text here
  },
});
await build({ ...common, entryPoints: ['vega.js'], outfile: path.join(out, 'vega.js') });

const mathjax = path.join(packageFolder('mathjax'), 'es5');
for (const part of ['tex-chtml.js', 'input/tex/extensions', 'output/chtml/fonts/woff-v2']) {
  await mkdir(path.dirname(path.join(out, 'mathjax', part)), { recursive: true });
  await cp(path.join(mathjax, part), path.join(out, 'mathjax', part), { recursive: true });
}

// The same fonts as a script by file name, for a page in a sandbox, which may fetch scripts but no fonts: see formulas.js.
const folder = path.join(out, 'mathjax/output/chtml/fonts/woff-v2');
const fonts = {};
for (const name of (await readdir(folder)).sort()) fonts[name] = (await readFile(path.join(folder, name))).toString('base64');
await writeFile(path.join(out, 'mathjax/fonts.js'), `globalThis.xianxiangFonts=${JSON.stringify(fonts)};\n`);
