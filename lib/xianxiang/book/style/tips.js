// Terms of the glossary explain themselves where they stand. The definitions lie on the page: see tips.py.

(() => {
  const [t, filled] = [globalThis.xianxiangSay, globalThis.xianxiangFilled];
  const DELAY = 150; // milliseconds that a mouse rests on a term before its tip comes, and may be off it before it goes
  const element = (tag, attributes, ...children) => {
    const made = Object.assign(document.createElement(tag), attributes);
    made.append(...children);
    return made;
  };
  const HERE = document.documentElement.lang.startsWith('zh'); // the page itself is Chinese, and its figures' words need no English
  /** A name, marked where it is in another language than the page. */
  const marked = (name) => {
    const chinese = /[\u2e80-\u9fff]/.test(name);
    if (chinese === HERE) return name;
    return element('span', chinese ? { lang: 'zh-Hans', translate: false } : { lang: 'en' }, name);
  };

  let terms = {};
  let tip;
  let shown; // the link whose tip is open
  let timer;

  const termOf = (link) => link.hash?.startsWith('#term-') && terms[decodeURIComponent(link.hash.slice(1))];

  function show(link) {
    clearTimeout(timer);
    if (shown === link) return;
    hide();
    const { names, text } = termOf(link);
    const head = names.flatMap((name, i) => [i ? ' · ' : '', marked(name)]);
    const more = element('a', { href: link.href, className: 'xx-tip-more' }, t('In the glossary'));
    tip.replaceChildren(element('p', { className: 'xx-tip-names' }, ...head), element('p', {}, text), element('p', {}, more));
    tip.hidden = false;
    link.setAttribute('aria-describedby', tip.id);
    shown = link;
    place(link);
  }

  /** Below the term or, where there is no room, above it; never beyond the window. */
  function place(link) {
    const at = link.getClientRects()[0] ?? link.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = tip;
    const edge = 8;
    tip.style.left = `${Math.max(edge, Math.min(at.left, document.documentElement.clientWidth - width - edge))}px`;
    const below = link.getBoundingClientRect().bottom + 4;
    tip.style.top = `${below + height > innerHeight - edge && at.top - height - 4 > edge ? at.top - height - 4 : below}px`;
  }

  function hide() {
    clearTimeout(timer);
    shown?.removeAttribute('aria-describedby');
    shown = null;
    if (tip) tip.hidden = true;
  }

  const later = (what) => {
    clearTimeout(timer);
    timer = setTimeout(what, DELAY);
  };

  function attend(link) {
    let touched = false;
    link.addEventListener('pointerdown', ({ pointerType }) => (touched = pointerType !== 'mouse'));
    link.addEventListener('pointerenter', ({ pointerType }) => pointerType === 'mouse' && later(() => show(link)));
    link.addEventListener('pointerleave', ({ pointerType }) => pointerType === 'mouse' && later(hide));
    link.addEventListener('focus', () => touched || show(link));
    link.addEventListener('blur', () => later(() => tip.contains(document.activeElement) || hide()));
    link.addEventListener('click', (event) => {
      if (!touched || shown === link) return; // a finger's first tap explains, its second follows
      event.preventDefault();
      show(link);
    });
  }

  /** Below a figure: what the words on it mean, as the glossary has it. */
  function explain(name) {
    const live = document.querySelector(`.xx-live[data-name="${name}"]`);
    const tools = live?.querySelector('.xx-tools');
    if (!tools || live.querySelector('.xx-words')) return;
    const said = JSON.stringify([live.explorer.plan.charts, live.explorer.plan.regime, live.explorer.plan.words]).toLowerCase();
    const found = [...new Map(Object.values(terms).filter((term) => term.figure).map((term) => [term.text, term])).values()]
      .filter(({ names: [word], plain }) => said.includes(word) || (plain && said.includes(plain)));
    if (!found.length) return;
    const entries = found.flatMap(({ names, text, plain }) => {
      const words = element('span', {}, ...(HERE ? names.slice(0, 1) : names.flatMap((name, i) => [i ? ' ' : '', marked(name)])));
      return [element('dt', {}, ...(plain ? filled(t('{plain} ({terms})'), { plain, terms: words }) : [words])), element('dd', {}, text)];
    });
    tools.before(element('details', { className: 'xx-help xx-words' }, element('summary', {}, t('What the words mean')), element('dl', {}, ...entries)));
  }

  addEventListener('DOMContentLoaded', () => {
    const data = document.querySelector('script.xx-glossary');
    if (!data) return;
    terms = JSON.parse(data.textContent);
    tip = element('div', { id: 'xx-tip', className: 'xx-tip', hidden: true });
    tip.setAttribute('role', 'note');
    tip.addEventListener('pointerenter', () => clearTimeout(timer));
    tip.addEventListener('pointerleave', ({ pointerType }) => pointerType === 'mouse' && later(hide));
    tip.addEventListener('focusout', () => later(() => tip.contains(document.activeElement) || hide()));
    (document.querySelector('main') ?? document.body).append(tip);
    for (const link of document.querySelectorAll('.bd-article a.reference.internal[href*="#term-"]')) if (termOf(link)) attend(link);
    addEventListener('keydown', ({ key }) => key === 'Escape' && hide());
    addEventListener('pointerdown', ({ target }) => shown && !tip.contains(target) && target !== shown && !shown.contains(target) && hide());
    addEventListener('scroll', () => shown && hide(), { passive: true });
  });
  document.addEventListener('xx-live', ({ detail }) => explain(detail.name));
})();
