// What a query asks for in a Chinese edition: see search.py, whose index this reads. Sphinx puts it on the page that searches.
{
  const HAN = '々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\\u{20000}-\\u{3ffff}';
  const WORDS = new RegExp(`[${HAN}]+|(?:(?![${HAN}])[\\p{L}\\p{N}_])+`, 'gu');
  const BEFORE = 40; // characters of an excerpt before what was found, and in all
  const LENGTH = 120;

  const chinese = new RegExp(`^[${HAN}]`, 'u');
  const wordsOf = (query) => query.toLowerCase().match(WORDS) ?? [];
  const pairs = ([...letters]) => (letters.length > 1 ? letters.slice(1).map((letter, i) => letters[i] + letter) : letters);

  globalThis.splitQuery = (query) => wordsOf(query).flatMap((word) => (chinese.test(word) ? pairs(word) : [word]));

  let words = []; // of the query, whole: what is marked, and looked for in titles
  const { _parseQuery: parse } = Search;

  Search._parseQuery = (query) => {
    const [text, terms, excluded, , objects] = parse(query);
    words = [...new Set(wordsOf(query))].filter((word) => !stopwords.includes(word));
    localStorage.setItem('sphinx_highlight_terms', words.join(' '));
    return [text, terms, excluded, new Set(words), objects];
  };

  /** Numbers of the pages that a part of the index lists for a term; for a longer word of letters also those for words with it inside. */
  function listed(index, term) {
    const names = Object.hasOwn(index, term) ? [term] : chinese.test(term) || term.length < 3 ? [] : Object.keys(index).filter((name) => name.includes(term));
    return names.flatMap((name) => index[name]);
  }

  /** The pages that hold all terms; before others those in whose titles the words stand. */
  Search.performTermsSearch = (terms) => {
    const { terms: texts, titleterms, titles, alltitles, docnames, filenames } = Search._index;
    const lists = [...terms].map((term) => new Set([...listed(texts, term), ...listed(titleterms, term)]));
    const said = titles.map(() => '');
    for (const [title, places] of Object.entries(alltitles)) for (const [page] of places) said[page] += `${title.toLowerCase()}\n`;
    const score = (page) => {
      const titled = words.filter((word) => said[page].includes(word)).length;
      return titled === words.length ? Scorer.title : titled ? Scorer.partialTitle : Scorer.term;
    };
    return docnames.map((_, page) => page).filter((page) => lists.length && lists.every((list) => list.has(page)))
      .map((page) => [docnames[page], titles[page], '', null, score(page), filenames[page]]);
  };

  /** What a page says, or one place of it: a term of a glossary with what it means. */
  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, 'text/html');
    for (const silent of page.querySelectorAll('.headerlink, script, style, mjx-math')) silent.remove();
    const article = page.querySelector('.bd-article');
    const parts = [(anchor && article?.querySelector(anchor)) || article];
    while (parts.at(-1)?.matches('dt')) parts.push(parts.at(-1).nextElementSibling);
    return parts.map((part) => part?.textContent ?? '').join(' ').replace(/\s+/g, ' ').trim();
  };

  /** An excerpt around the first word that a text has. A page that has the pairs of a word, but not the word, says so, and goes to the end. */
  Search.makeSearchSummary = (html, terms, anchor) => {
    const text = Search.htmlToText(html, anchor);
    if (!text) return null;
    const place = (word) => text.toLowerCase().indexOf(word);
    const apart = !anchor && words.some((word) => chinese.test(word) && place(word) < 0);
    const at = Math.max(0, ...[...words, ...terms].map(place).filter((found) => found >= 0).slice(0, 1));
    const from = Math.max(at - BEFORE, 0);
    const shown = document.createElement('p');
    shown.className = 'context';
    shown.textContent = `${apart ? '（这几个字都有，但没有连在一起）' : ''}${from ? '……' : ''}${text.slice(from, from + LENGTH)}${from + LENGTH < text.length ? '……' : ''}`;
    if (apart) queueMicrotask(() => shown.closest('ul').append(shown.closest('li')));
    return shown;
  };
}
