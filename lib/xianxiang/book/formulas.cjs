// Sets formulas as MathJax does in a browser, and says what style they need. `formulas.py` runs it at the book's build:
//   node formulas.cjs MATHJAX < [[tex, display], …] > {made: [html or {error}, …], style}

const { readFileSync } = require('node:fs');
const path = require('node:path');

const mathjax = path.resolve(process.argv[2]);
const refuse = (jax, error) => {
  throw error;
};

globalThis.MathJax = {
  loader: { paths: { mathjax }, require, load: ['adaptors/liteDOM', 'input/tex', 'output/chtml', 'a11y/assistive-mml'] },
  // Each formula stands by itself: what one defines, no other may need. What MathJax cannot set is an error, not red text.
  tex: { packages: { '[-]': ['newcommand', 'require', 'noundefined'] }, autoload: { newcommand: [] }, formatError: refuse },
  chtml: { fontURL: 'mathjax' },
  startup: { typeset: false },
};

async function set([tex, display]) {
  const { adaptor } = MathJax.startup;
  try {
    const formula = await MathJax.tex2chtmlPromise(tex, { display });
    adaptor.setStyle(formula, 'position', ''); // the page's style has it
    if (!adaptor.getAttribute(formula, 'style')) adaptor.removeAttribute(formula, 'style');
    adaptor.setAttribute(formula, 'data-tex', tex.replaceAll('&', '&amp;')); // quotes it mends itself
    return adaptor.outerHTML(formula).replaceAll(' style="height: NaNem;"', ''); // a browser would not have taken it
  } catch (error) {
    return { error: error.message };
  }
}

async function main() {
  require(path.join(mathjax, 'startup.js'));
  await MathJax.startup.promise;
  const made = [];
  for (const formula of JSON.parse(readFileSync(0, 'utf8'))) made.push(await set(formula));
  process.stdout.write(JSON.stringify({ made, style: MathJax.startup.adaptor.textContent(MathJax.chtmlStylesheet()) }));
}

main();
