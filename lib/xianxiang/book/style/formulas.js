// Formulas: none loses its end on a narrow screen, each can be copied as TeX, and they are read where fonts may not be fetched.

(() => {
  const BREAKS = /^[=<>≤≥≈≡∼∈+−±⇒⟹→⟺⟶,;]$/; // a formula may go on in a new line after one of these,
  const FIRST = /^[,;]$/; // but between two formulas rather than within one

  /** Let a formula go on in a new line after its relations and sums, outside of so many brackets (below none: between formulas); the pieces stay whole. */
  function breakUp(formula, deepest) {
    let top = formula.querySelector('mjx-math');
    while (top.children.length === 1 && /^MJX-(MROW|TEXATOM|MSTYLE)$/.test(top.firstElementChild.tagName)) top = top.firstElementChild;
    formula.classList.add('xx-broken');
    for (let part = top; part !== formula; part = part.parentElement) part.classList.add('xx-line');
    const parts = [...top.children].flatMap((part) => (part.matches('.xx-piece') ? [...part.children] : [part]));
    top.replaceChildren(...pieces(parts, deepest));
    keepStop(formula);
  }

  /** The last piece of a formula has room for the stop after it, which so is never the first in a line. */
  function keepStop(formula) {
    const whole = formula.closest('.xx-stopped');
    const text = whole?.lastChild;
    if (text?.nodeType !== Node.TEXT_NODE) return;
    const stop = Object.assign(document.createElement('span'), { className: 'xx-stop' });
    text.replaceWith(stop);
    stop.append(text);
    whole.style.setProperty('--xx-stop', `${Math.ceil(stop.getBoundingClientRect().width) + 2}px`); // its font may not be there yet
  }

  /** The parts of a formula in pieces, cut after each sign at which it may break, at most so many brackets deep. */
  function pieces(parts, deepest) {
    const made = [];
    let depth = 0;
    let cut = true;
    for (const part of parts) {
      const blank = made.length && !part.querySelector('mjx-c'); // it may end a line and begins none
      if (cut && !blank) made.push(Object.assign(document.createElement('span'), { className: 'xx-piece' }));
      made.at(-1).append(part);
      if (blank) continue;
      const sign = part.tagName === 'MJX-MO' ? letters(part) : '';
      if (/^[([{]$/.test(sign)) depth++;
      if (/^[)\]}]$/.test(sign)) depth--;
      cut = depth <= Math.max(deepest, 0) && (deepest < 0 ? FIRST : BREAKS).test(sign) && made.at(-1).children.length > 1;
    }
    return made;
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

  /** The width that a formula's place has: for one in a line of its own what its number leaves, else that of the paragraph. */
  function room(formula) {
    if (formula.getAttribute('display')) return formula.clientWidth;
    const block = formula.closest('p, li, dd, dt, td, th, div, figcaption') ?? formula.parentElement;
    const { paddingLeft, paddingRight } = getComputedStyle(block);
    return block.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  }

  /** How much of its line is taken by what stays with a formula, such as the stop after it on a Chinese page. */
  function beside(formula) {
    const whole = formula.closest('.xx-opened, .xx-stopped');
    if (!whole) return 0;
    if (formula.matches('.xx-broken')) return parseFloat(whole.style.getPropertyValue('--xx-stop')) || 0;
    return whole.getBoundingClientRect().width - formula.getBoundingClientRect().width;
  }

  /** Break what is wider than its place; what still is, scrolls, also by keyboard, and says so. All are measured before any is changed. */
  function fit() {
    const wider = ([formula, width]) => width && ends(formula) > width;
    const formulas = [...document.querySelectorAll('.bd-article mjx-container')].map((formula) => [formula, room(formula) - beside(formula)]);
    let wide = formulas.filter((each) => wider(each) && !each[0].querySelector('mjx-mtable'));
    for (let deepest = -1; deepest < 3; deepest++) {
      for (const [formula] of wide) breakUp(formula, deepest);
      wide = wide.filter(wider);
    }
    const scrolling = new Set(formulas.filter(([formula, width]) => wider([formula, width + 1])));
    for (const each of formulas) {
      const [formula, width] = each;
      if (!width) continue;
      formula.classList.toggle('xx-scrolls', scrolling.has(each));
      formula.closest('div.math')?.classList.toggle('xx-says-so', scrolling.has(each));
      if (scrolling.has(each)) formula.tabIndex = 0;
      else formula.removeAttribute('tabindex');
    }
    for (const table of document.querySelectorAll('.pst-scrollable-table-container')) {
      if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
      else table.removeAttribute('tabindex');
    }
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

  /** A page in a sandbox, or out of a folder, may fetch no fonts; a script may bring them. */
  function bringFonts() {
    if (window.origin !== 'null' || !document.querySelector('mjx-container')) return;
    const script = document.createElement('script');
    script.onload = () => {
      for (const [name, data] of Object.entries(xianxiangFonts)) document.fonts.add(new FontFace(name, Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0))));
    };
    script.src = new URL(`${document.documentElement.dataset.content_root}_static/xianxiang/mathjax/fonts.js`, document.baseURI).href;
    document.head.append(script);
  }

  /** As soon as the page is read, and before it is seen if that may be: nothing moves later. */
  function start() {
    fit();
    bringFonts();
  }

  let timer;
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', start);
  else start();
  addEventListener('resize', () => {
    clearTimeout(timer);
    timer = setTimeout(fit, 100);
  });
  addEventListener('copy', copy);
  document.addEventListener('toggle', fit, true); // what was folded had no width
  document.addEventListener('xx-bet', () => requestAnimationFrame(fit));
})();
