import { raise } from '../raised.ts';

/** Largest automaton that is built, in steps. */
const LARGEST = 10_000;
const LONGEST = 4_096;

const classes: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  w: '\\p{L}\\p{M}\\p{N}\\p{Pc}',
  s: '\\t\\n\\v\\f\\r \\x{85}\\p{Z}',
  h: '0-9a-fA-F',
};

const letters = '\\p{L}\\p{M}\\p{Nl}';
const visible = '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}';
/** POSIX classes such as `[:alpha:]` inside brackets, in Unicode: RE2's are ASCII only. */
const named: ReadonlyMap<string, string | undefined> = new Map([
  ['alpha', letters],
  ['digit', classes['d']],
  ['alnum', `${letters}\\p{Nd}`],
  ['upper', '\\p{Lu}'],
  ['lower', '\\p{Ll}'],
  ['space', classes['s']],
  ['blank', '\\t\\p{Zs}'],
  ['punct', '\\p{P}$+<=>\\^`|~'],
  ['word', classes['w']],
  ['xdigit', classes['h']],
  ['cntrl', '\\p{Cc}'],
  ['graph', visible],
  ['print', `${visible}\\p{Zs}`],
]);

/**
 * Oniguruma's syntax in RE2's words. `\d \w \s` and `[:alpha:]` know Unicode, `\h` is a hexadecimal digit. What needs
 * backtracking is refused, and so is what would make an automaton too large: counted repetition multiplies what it repeats.
 */
export function toRe2(pattern: string, extended: boolean): string {
  if (pattern.length > LONGEST) raise('Regex failure: the pattern is longer than 4096 characters');
  const open: number[] = [0];
  let atom = 0;
  let translated = '';
  for (let at = 0; at < pattern.length; ) {
    const rest = pattern.slice(at, at + 64);
    const [piece = '', result = '', kind] = next(rest, pattern, at, extended);
    at += piece.length;
    translated += result;
    if (kind === 'open') open.push(0);
    else if (kind === 'close') atom = add(open, open.length > 1 ? (open.pop() ?? 0) : 0);
    else if (kind === 'count') open[open.length - 1] = (open.at(-1) ?? 0) + atom * (Math.max(...counts(piece)) - 1);
    else if (kind === 'atom') atom = add(open, 1);
    if ((open.at(-1) ?? 0) > LARGEST) raise('Regex failure: the pattern is too large');
  }
  return translated;
}

type Piece = readonly [piece: string, result: string, kind: 'open' | 'close' | 'count' | 'atom' | 'other'];

const counts = (piece: string): number[] => [1, ...(piece.match(/\d+/g) ?? []).map(Number)];

function add(open: number[], size: number): number {
  open[open.length - 1] = (open.at(-1) ?? 0) + size;
  return size;
}

function next(rest: string, pattern: string, at: number, extended: boolean): Piece {
  const [first = ''] = rest;
  if (first === '\\') return escaped(rest);
  if (first === '[') return bracket(pattern, at);
  if (first === '(') return group(rest);
  if (first === ')') return [')', ')', 'close'];
  if (extended && /\s/.test(first)) return [first, '', 'other'];
  if (extended && first === '#') return [/^[^\n]*/.exec(pattern.slice(at))?.[0] ?? '#', '', 'other'];
  const [count] = /^\{\d*,?\d*\}/.exec(rest) ?? [];
  if (count !== undefined && /\d/.test(count)) return quantifier(rest, count, count.replace('{,', '{0,'), 'count');
  if (/[*+?]/.test(first)) return quantifier(rest, first, first, 'other');
  return first === '|' || first === '^' || first === '$' ? [first, first, 'other'] : [first, first, 'atom'];
}

function quantifier(rest: string, piece: string, result: string, kind: 'count' | 'other'): Piece {
  const after = rest[piece.length];
  if (after === '+' && kind === 'other') unsupported('possessive repetition');
  return after === '?' ? [`${piece}?`, `${result}?`, kind] : [piece, result, kind];
}

function escaped(rest: string): Piece {
  const letter = rest[1] ?? raise('Regex failure: end pattern at escape');
  const lower = letter.toLowerCase();
  if (Object.hasOwn(classes, lower))
    return [rest.slice(0, 2), `[${letter === lower ? '' : '^'}${classes[lower]}]`, 'atom'];
  if (/[1-9k]/.test(letter)) unsupported('back-references');
  if (letter === 'Z') return ['\\Z', '\\z', 'other'];
  if (/[GKRX]/.test(letter)) unsupported(`\\${letter}`);
  const [whole = rest.slice(0, 2)] = /^\\(?:x\{[0-9a-fA-F]+\}|x[0-9a-fA-F]{2}|[pP]\{\^?\w+\}|[pP]\w)/.exec(rest) ?? [];
  return [whole, whole, /[bBAz]/.test(letter) ? 'other' : 'atom'];
}

function group(rest: string): Piece {
  if (!rest.startsWith('(?')) return ['(', '(', 'open'];
  if (/^\(\?(?:[=!]|<[=!])/.test(rest)) unsupported('look-around');
  if (rest.startsWith('(?>')) unsupported('atomic groups');
  if (rest.startsWith('(?#')) {
    const [comment = raise('Regex failure: end pattern in group')] = /^\(\?#[^)]*\)/.exec(rest) ?? [];
    return [comment, '', 'other'];
  }
  const [named] = /^\(\?(?:<\w+>|P<\w+>|[imsx-]*:)/.exec(rest) ?? [];
  if (named !== undefined) return [named, named, 'open'];
  const [flags] = /^\(\?[ims-]+\)/.exec(rest) ?? [];
  return flags === undefined ? raise('Regex failure: undefined group option') : [flags, flags, 'other'];
}

/** A class in brackets, with the classes inside it spelled out. */
function bracket(pattern: string, start: number): Piece {
  const [lone, negation, other] = /^\[(\^?)\[:\^(\w+):\]\]/.exec(pattern.slice(start, start + 64)) ?? [];
  if (lone !== undefined) return [lone, bracket(`[${negation === '' ? '^' : ''}[:${other}:]]`, 0)[1], 'atom'];
  let at = start + 1;
  let result = '[';
  if (pattern[at] === '^') result += pattern[at++];
  if (pattern[at] === ']') {
    result += '\\]';
    at += 1;
  }
  while (at < pattern.length && pattern[at] !== ']') {
    const [piece = ''] =
      /^(?:\[:\^?\w+:\]|\\[pP]\{\^?\w+\}|\\x\{[0-9a-fA-F]+\}|\\.|.)/su.exec(pattern.slice(at, at + 64)) ?? [];
    if (piece === '[' || (piece === '&' && pattern[at + 1] === '&')) unsupported('nested classes');
    const inner =
      piece.length === 2 && piece.startsWith('\\') ? classes[piece.charAt(1)] : named.get(piece.slice(2, -2));
    if (inner === undefined && /^(?:\\[DWSH]|\[:\^\w+:\])$/.test(piece)) unsupported('negated classes inside brackets');
    result += inner ?? piece;
    at += piece.length;
  }
  if (at >= pattern.length) raise('Regex failure: premature end of char-class');
  return [pattern.slice(start, at + 1), `${result}]`, 'atom'];
}

function unsupported(what: string): never {
  return raise(`Regex failure: ${what} cannot be matched in linear time and is not supported`);
}
