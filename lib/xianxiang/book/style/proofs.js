// Proofs are closed until asked for. What leads into one opens it: a link, a hit of the book's search; print
// (`page.js`). The browser's own search opens them by itself. One box opens all, on every page, until it is cleared.
(() => {
  const t = globalThis.xianxiangSay;
  const KEY = 'xianxiang-proofs';
  let kept = ''; // where the browser keeps nothing, for this page

  const wished = () => {
    try {
      return localStorage.getItem(KEY) === 'open';
    } catch {
      return kept === 'open';
    }
  };

  const wish = (open) => {
    kept = open ? 'open' : '';
    try {
      if (open) localStorage.setItem(KEY, kept);
      else localStorage.removeItem(KEY);
    } catch {
      // kept for this page only
    }
  };

  const openAround = (node) => {
    for (let fold = node?.closest('details'); fold; fold = fold.parentElement?.closest('details')) fold.open = true;
  };

  const openTarget = () => {
    let target = null;
    try {
      target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      // not the address of a place
    }
    if (target?.closest('details.xx-proof')) {
      openAround(target);
      target.scrollIntoView();
    }
  };

  /** What the reader searched for: in the address, or left by the book's search page if the reader comes from there. */
  const sought = () => {
    let words = new URLSearchParams(location.search).get('highlight') ?? '';
    if (!words && /\/search\.html(?:[?#]|$)/.test(document.referrer)) {
      try {
        words = localStorage.getItem('sphinx_highlight_terms') ?? '';
      } catch {
        // nothing is kept
      }
    }
    return words.toLowerCase().split(/\s+/).filter(Boolean);
  };

  const start = () => {
    const proofs = [...document.querySelectorAll('details.xx-proof')];
    if (!proofs.length) return;
    const openAll = (open) => proofs.forEach((proof) => { proof.open = open; });
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.checked = wished();
    box.addEventListener('change', () => {
      wish(box.checked);
      openAll(box.checked);
    });
    const label = document.createElement('label');
    label.append(box, t('Open all proofs, here and in other chapters'));
    const line = document.createElement('p');
    line.className = 'xx-all-proofs';
    line.append(label);
    proofs[0].before(line);
    if (box.checked) openAll(true);

    openTarget();
    addEventListener('hashchange', openTarget);
    const words = sought();
    for (const proof of proofs) {
      const text = proof.textContent.toLowerCase();
      if (words.some((word) => text.includes(word))) proof.open = true;
    }
  };

  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', start);
  else start();
})();
