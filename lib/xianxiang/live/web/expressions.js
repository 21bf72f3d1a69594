// Vega's expressions without eval: each is read once and becomes a function made of functions.
//
// Takes the place of `expressionInterpreter` of vega-interpreter, which walks an expression's tree anew for every mark, and shares its tables.

import adjustSpatial from './node_modules/vega-interpreter/src/adjust-spatial.js';
import CONSTANTS from './node_modules/vega-interpreter/src/constants.js';
import FUNCTIONS from './node_modules/vega-interpreter/src/functions.js';
import BINARY from './node_modules/vega-interpreter/src/ops-binary.js';
import UNARY from './node_modules/vega-interpreter/src/ops-unary.js';

const OF_EVENTS = new Set(['view', 'item', 'group', 'xy', 'x', 'y']);

/** A call, with its parts as functions. */
function call(name, parts, known) {
  if (name === 'if') {
    const [test, yes, no] = parts;
    return (p, d, e, i) => (test(p, d, e, i) ? yes(p, d, e, i) : no(p, d, e, i));
  }
  if (OF_EVENTS.has(name)) return (p, d, e, i) => e.vega[name](...parts.map((part) => part(p, d, e, i)));
  const act = known[name] ?? FUNCTIONS[name];
  const [first, second] = parts;
  if (parts.length === 1) return (p, d, e, i) => act.call(known, first(p, d, e, i));
  if (parts.length === 2) return (p, d, e, i) => act.call(known, first(p, d, e, i), second(p, d, e, i));
  return (p, d, e, i) => act.apply(known, parts.map((part) => part(p, d, e, i)));
}

const KINDS = {
  Literal({ regex, value }) {
    return regex ? () => new RegExp(regex.pattern, regex.flags) : () => value;
  },
  Identifier({ name }) {
    if (name === 'datum') return (p, d) => d;
    if (name === 'event') return (p, d, e) => e;
    if (name === 'item') return (p, d, e, i) => i;
    if (Object.hasOwn(CONSTANTS, name)) return () => CONSTANTS[name];
    const key = `$${name}`;
    return (p) => p[key];
  },
  MemberExpression({ computed, object, property }, known) {
    const of = made(object, known);
    if (!computed) return (p, d, e, i) => of(p, d, e, i)[property.name];
    const key = made(property, known);
    return (p, d, e, i) => of(p, d, e, i)[key(p, d, e, i)];
  },
  CallExpression({ callee, arguments: parts }, known) {
    return call(callee.name.replace(/^_/, ''), parts.map((part) => made(part, known)), known);
  },
  ArrayExpression({ elements }, known) {
    const parts = elements.map((part) => made(part, known));
    return (p, d, e, i) => parts.map((part) => part(p, d, e, i));
  },
  ObjectExpression({ properties }, known) {
    const parts = properties.map(({ key, value }) => [key.name ?? key.value, made(value, known)]);
    return (p, d, e, i) => Object.fromEntries(parts.map(([key, part]) => [key, part(p, d, e, i)]));
  },
  UnaryExpression({ operator, argument }, known) {
    const [act, part] = [UNARY[operator], made(argument, known)];
    return (p, d, e, i) => act(part(p, d, e, i));
  },
  BinaryExpression({ operator, left, right }, known) {
    const [act, one, two] = [BINARY[operator], made(left, known), made(right, known)];
    return (p, d, e, i) => act(one(p, d, e, i), two(p, d, e, i));
  },
  LogicalExpression({ operator, left, right }, known) {
    const [one, two] = [made(left, known), made(right, known)];
    return operator === '&&' ? (p, d, e, i) => one(p, d, e, i) && two(p, d, e, i) : (p, d, e, i) => one(p, d, e, i) || two(p, d, e, i);
  },
  ConditionalExpression({ test, consequent, alternate }, known) {
    return call('if', [test, consequent, alternate].map((part) => made(part, known)), known);
  },
};

/** A function of parameters, datum, event and item for the tree of an expression; `known` are the functions that it may call. */
const made = (tree, known) => KINDS[tree.type](tree, known);

/** What Vega asks for in place of its own making of functions from text. */
export const expressions = {
  operator({ functions }, { ast }) {
    const value = made(ast, functions);
    return (params) => value(params);
  },
  parameter({ functions }, { ast }) {
    const value = made(ast, functions);
    return (datum, params) => value(params, datum);
  },
  event({ functions }, { ast }) {
    const value = made(ast, functions);
    return (event) => value(undefined, undefined, event);
  },
  handler({ functions }, { ast }) {
    const value = made(ast, functions);
    return (params, event) => value(params, event.item?.datum, event);
  },
  encode({ functions }, { marktype, channels }) {
    const turned = ['group', 'image', 'rect'].includes(marktype);
    const values = Object.entries(channels).map(([name, { ast }]) => [name, made(ast, functions)]);
    return (item, params) => {
      const { datum } = item;
      let changed = 0;
      for (const [name, value] of values) {
        const now = value(params, datum, undefined, item);
        if (item[name] === now) continue;
        item[name] = now;
        changed = 1;
      }
      if (marktype !== 'rule') adjustSpatial(item, channels, turned);
      return changed;
    };
  },
};
