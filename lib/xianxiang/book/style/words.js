// What the book's scripts say, in English, in whose place the build lays the language of the edition: see interface.py.

/** A message with its fields, `{name}`, filled in. */
globalThis.xianxiangSay = (text, values = {}) => text.replace(/\{(\w+)\}/g, (field, name) => values[name] ?? field);

/** A text with elements in the place of fields, as what an element takes. */
globalThis.xianxiangFilled = (text, elements) => text.split(/\{(\w+)\}/).map((part, i) => (i % 2 ? elements[part] : part));
