// Formulas: none loses its end on a narrow screen, each can be copied as TeX, and they are read where fonts may not be fetched.

(() => {
  const BREAKS = /^[=<>≤≥≈≡∼∈+−±⇒⟹→⟺⟶,;]$/; // a formula may go on in a new line after one of these
  const typeset = () => window.MathJax?.startup?.promise ?? Promise.resolve();

  /** Let a formula go on in a new line after its relations and sums; the pieces stay whole. */
  function breakUp(formula) {
    const row = formula.querySelector('mjx-math');
    if (!row || formula.querySelector('.xx-piece, mjx-mtable, mjx-mlabeledtr')) return;
    let top = row;
    while (top.children.length === 1 && /^MJX-(MROW|TEXATOM|MSTYLE)$/.test(top.firstElementChild.tagName)) top = top.firstElementChild;
    let piece = document.createElement('span');
    const pieces = [piece];
    for (const part of [...top.children]) {
      piece.append(part);
      if (part.tagName === 'MJX-MO' && BREAKS.test(letters(part)) && piece.children.length > 1) pieces.push((piece = document.createElement('span')));
    }
    for (const one of pieces) one.className = 'xx-piece';
    top.append(...pieces.filter((one) => one.children.length));
    formula.classList.add('xx-broken');
    for (let part = top; part !== formula; part = part.parentElement) part.classList.add('xx-line');
  }

  /** The signs of a part of a formula, which its style writes. */
  function letters(part) {
    return [...part.querySelectorAll('mjx-c')].map((sign) => {
      const code = /mjx-c([0-9A-F]+)/.exec(sign.className);
      return code ? String.fromCodePoint(parseInt(code[1], 16)) : '';
    }).join('');
  }

  const ends = (formula) => {
    const math = formula.querySelector('mjx-math') ?? formula;
    const rects = [...math.querySelectorAll('mjx-c, mjx-mtable')].map((part) => part.getBoundingClientRect());
    return rects.length ? Math.max(...rects.map(({ right }) => right)) - Math.min(...rects.map(({ left }) => left)) : 0;
  };

  /** Break what is wider than its place; what still is, scrolls, also by keyboard, and says so. */
  function fit() {
    for (const formula of document.querySelectorAll('.bd-article mjx-container')) {
      const block = formula.closest('p, li, dd, dt, td, th, div, figcaption') ?? formula.parentElement;
      const width = block.clientWidth - parseFloat(getComputedStyle(block).paddingLeft) - parseFloat(getComputedStyle(block).paddingRight);
      if (!width) continue;
      if (ends(formula) > width) breakUp(formula);
      const wide = ends(formula) > width + 1;
      formula.classList.toggle('xx-scrolls', wide);
      formula.closest('div.math')?.classList.toggle('xx-says-so', wide);
      if (wide) formula.tabIndex = 0;
      else formula.removeAttribute('tabindex');
    }
    for (const table of document.querySelectorAll('.pst-scrollable-table-container')) {
      if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
      else table.removeAttribute('tabindex');
    }
  }

  /** Each formula bears its TeX. */
  function mark() {
    for (const item of window.MathJax?.startup?.document?.math ?? []) if (item.typesetRoot) item.typesetRoot.dataset.tex = item.math.trim();
  }

  /** What is copied holds formulas as TeX: the letters on the page are drawn by a style, and no program copies those. */
  function copy(event) {
    const selection = getSelection();
    if (!selection.rangeCount || event.target.closest?.('input, textarea, [contenteditable]')) return;
    const range = selection.getRangeAt(0).cloneRange();
    const around = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest('mjx-container');
    const [first, last] = [around(range.startContainer), around(range.endContainer)];
    if (first) range.setStartBefore(first);
    if (last) range.setEndAfter(last);
    const part = range.cloneContents();
    const formulas = part.querySelectorAll('mjx-container[data-tex]');
    if (!formulas.length) return;
    for (const formula of formulas) {
      const mark = formula.getAttribute('display') ? '$$' : '$';
      formula.replaceWith(`${mark}${formula.dataset.tex}${mark}`);
    }
    const box = document.createElement('div');
    box.style.cssText = 'position:fixed;left:-9999px;white-space:normal';
    box.append(part);
    document.body.append(box);
    event.clipboardData.setData('text/plain', box.innerText);
    event.clipboardData.setData('text/html', box.innerHTML);
    box.remove();
    event.preventDefault();
  }

  /** A page in a sandbox may fetch no fonts; a script may bring them. */
  function bringFonts() {
    if (window.origin !== 'null' || !/^http/.test(location.protocol)) return;
    const script = document.createElement('script');
    script.onload = () => {
      const faces = [...document.styleSheets].filter((sheet) => !sheet.href).flatMap((sheet) => [...sheet.cssRules]).filter((rule) => rule instanceof CSSFontFaceRule);
      for (const { style } of faces) {
        const data = xianxiangFonts[/([\w-]+\.woff)/.exec(style.getPropertyValue('src'))?.[1]];
        if (data) document.fonts.add(new FontFace(style.getPropertyValue('font-family'), `url(data:font/woff;base64,${data})`));
      }
      document.fonts.ready.then(fit);
    };
    script.src = new URL(`${document.documentElement.dataset.content_root}_static/xianxiang/mathjax/fonts.js`, document.baseURI).href;
    document.head.append(script);
  }

  let timer;
  addEventListener('load', () => typeset().then(() => {
    mark();
    bringFonts();
    fit();
    document.fonts?.ready.then(fit);
  }));
  addEventListener('resize', () => {
    clearTimeout(timer);
    timer = setTimeout(fit, 100);
  });
  addEventListener('copy', copy);
  document.addEventListener('toggle', fit, true); // what was folded had no width
  document.addEventListener('xx-bet', () => requestAnimationFrame(fit));
})();
