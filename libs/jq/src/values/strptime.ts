import { type BrokenDown, days, fromSeconds, months, toSeconds, weekdayOf, yeardayOf } from './calendar.ts';

type Parsed = BrokenDown & { afternoon?: boolean; weekdayKnown?: boolean; yeardayKnown?: boolean };
type Directive = {
  readonly pattern: string;
  readonly fits?: (text: string) => boolean;
  readonly set: (at: Parsed, text: string) => void;
};

const digits = (most: number, set: (at: Parsed, value: number) => void): Directive => ({
  pattern: `\\s*([+-]?\\d{1,${most}})`,
  set: (at, text) => set(at, Number(text)),
});

/** As in C, a number out of its range does not match: no month is the thirteenth. */
const ranged = (from: number, upto: number, set: (at: Parsed, value: number) => void): Directive => ({
  ...digits(String(upto).length, set),
  fits: (text) => Number(text) >= from && Number(text) <= upto,
});

/** Names whole or by their first three letters, in any case. */
const named = (names: readonly string[], set: (at: Parsed, index: number) => void): Directive => ({
  pattern: `(${[...names, ...names.map((name) => name.slice(0, 3))].join('|')})`,
  set: (at, text) =>
    set(
      at,
      names.findIndex((name) => name.toLowerCase().startsWith(text.toLowerCase().slice(0, 3))),
    ),
});

const weekday = named(days, (at, index) => Object.assign(at, { weekday: index, weekdayKnown: true }));
const month = named(months, (at, index) => Object.assign(at, { month: index }));
const day = ranged(1, 31, (at, value) => Object.assign(at, { day: value }));
const nothing: Directive = { pattern: '\\s*()', set: () => {} };

const directives: Readonly<Record<string, Directive>> = {
  a: weekday,
  A: weekday,
  b: month,
  B: month,
  h: month,
  d: day,
  e: day,
  H: ranged(0, 23, (at, value) => Object.assign(at, { hours: value })),
  I: ranged(1, 12, (at, value) => Object.assign(at, { hours: value % 12 })),
  j: ranged(1, 366, (at, value) => Object.assign(at, { yearday: value - 1, yeardayKnown: true })),
  m: ranged(1, 12, (at, value) => Object.assign(at, { month: value - 1 })),
  M: ranged(0, 59, (at, value) => Object.assign(at, { minutes: value })),
  n: nothing,
  t: nothing,
  p: { pattern: '([AaPp][Mm])', set: (at, text) => Object.assign(at, { afternoon: /^p/i.test(text) }) },
  s: {
    pattern: '\\s*(-?\\d{1,13})',
    set: (at, text) => Object.assign(at, fromSeconds(Number(text)), { weekdayKnown: true }),
  },
  S: ranged(0, 61, (at, value) => Object.assign(at, { seconds: value })),
  u: ranged(1, 7, (at, value) => Object.assign(at, { weekday: value % 7, weekdayKnown: true })),
  w: ranged(0, 6, (at, value) => Object.assign(at, { weekday: value, weekdayKnown: true })),
  y: digits(2, (at, value) => Object.assign(at, { year: value < 69 ? 2000 + value : 1900 + value })),
  Y: digits(4, (at, value) => Object.assign(at, { year: value })),
  z: { pattern: '\\s*(Z|[+-]\\d{2}:?\\d{2}|[+-]\\d{2})', set: () => {} },
  Z: { pattern: '([A-Za-z]+)', set: () => {} },
  '%': { pattern: '(%)', set: () => {} },
};

const groups: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

/** Parses a text by C's directives. Returns the time and the remaining text; `undefined` if it does not match. */
export function strptime(text: string, format: string): { at: BrokenDown; rest: string } | undefined {
  const at: Parsed = { year: 1900, month: 0, day: 0, hours: 0, minutes: 0, seconds: 0, weekday: 0, yearday: 0 };
  let rest = text;
  for (const [piece, name] of expanded(format).matchAll(/%[EO]?([a-zA-Z%])|\s+|[^%\s]+|%/g)) {
    const directive = name === undefined ? undefined : directives[name];
    if (name !== undefined && directive === undefined) return undefined;
    const pattern = directive?.pattern ?? (/\s/.test(piece) ? '()\\s*' : literal(piece));
    const [whole, found = ''] = new RegExp(`^${pattern}`, 'i').exec(rest) ?? [];
    if (whole === undefined || directive?.fits?.(found) === false) return undefined;
    directive?.set(at, found);
    rest = rest.slice(whole.length);
  }
  return { at: completed(at), rest };
}

const expanded = (format: string) =>
  format.replace(/%[EO]?([cDFrRTxX])/g, (whole, name: string) => groups[name] ?? whole);

const literal = (text: string) => `(${text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')})`;

function completed({ afternoon, weekdayKnown, yeardayKnown, ...at }: Parsed): BrokenDown {
  const hours = at.hours + (afternoon === true ? 12 : 0);
  if (at.day === 0 && yeardayKnown === true)
    return fromSeconds(toSeconds({ ...at, hours, month: 0, day: at.yearday + 1 }));
  if (at.day === 0) return { ...at, hours };
  const yearday = yeardayOf(at.year, at.month, at.day);
  return { ...at, hours, yearday, weekday: weekdayKnown === true ? at.weekday : weekdayOf(at.year, at.month, at.day) };
}
