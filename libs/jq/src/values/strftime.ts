import { type BrokenDown, days, months, toSeconds } from './calendar.ts';

const two = (value: number) => String(value).padStart(2, '0');
const spaced = (value: number) => String(value).padStart(2, ' ');
const twelve = (hours: number) => ((hours + 11) % 12) + 1;

const directives: Readonly<Record<string, (at: BrokenDown) => string>> = {
  a: ({ weekday }) => days[weekday]?.slice(0, 3) ?? '?',
  A: ({ weekday }) => days[weekday] ?? '?',
  b: ({ month }) => months[month]?.slice(0, 3) ?? '?',
  B: ({ month }) => months[month] ?? '?',
  h: ({ month }) => months[month]?.slice(0, 3) ?? '?',
  c: (at) => strftime(at, '%a %b %e %H:%M:%S %Y'),
  C: ({ year }) => two(Math.floor(year / 100)),
  d: ({ day }) => two(day),
  D: (at) => strftime(at, '%m/%d/%y'),
  e: ({ day }) => spaced(day),
  F: (at) => strftime(at, '%Y-%m-%d'),
  g: (at) => two(isoWeek(at).year % 100),
  G: (at) => String(isoWeek(at).year),
  H: ({ hours }) => two(hours),
  I: ({ hours }) => two(twelve(hours)),
  j: ({ yearday }) => String(yearday + 1).padStart(3, '0'),
  k: ({ hours }) => spaced(hours),
  l: ({ hours }) => spaced(twelve(hours)),
  m: ({ month }) => two(month + 1),
  M: ({ minutes }) => two(minutes),
  n: () => '\n',
  p: ({ hours }) => (hours < 12 ? 'AM' : 'PM'),
  P: ({ hours }) => (hours < 12 ? 'am' : 'pm'),
  r: (at) => strftime(at, '%I:%M:%S %p'),
  R: (at) => strftime(at, '%H:%M'),
  s: (at) => String(toSeconds(at)),
  S: ({ seconds }) => two(Math.trunc(seconds)),
  t: () => '\t',
  T: (at) => strftime(at, '%H:%M:%S'),
  u: ({ weekday }) => String(weekday === 0 ? 7 : weekday),
  U: ({ weekday, yearday }) => two(Math.floor((yearday + 7 - weekday) / 7)),
  V: (at) => two(isoWeek(at).week),
  w: ({ weekday }) => String(weekday),
  W: ({ weekday, yearday }) => two(Math.floor((yearday + 7 - ((weekday + 6) % 7)) / 7)),
  x: (at) => strftime(at, '%m/%d/%y'),
  X: (at) => strftime(at, '%H:%M:%S'),
  y: ({ year }) => two(((year % 100) + 100) % 100),
  Y: ({ year }) => String(year),
  z: () => '+0000',
  Z: () => 'UTC',
  '%': () => '%',
};

/** A moment in UTC by C's directives, in English. What is no directive stays. */
export function strftime(at: BrokenDown, format: string): string {
  return format.replace(/%[EO_0^#-]?([a-zA-Z%])/g, (whole, name: string) => directives[name]?.(at) ?? whole);
}

/** The week of ISO 8601, and the year that it belongs to. */
function isoWeek({ year, weekday, yearday }: BrokenDown): { year: number; week: number } {
  const week = Math.floor((yearday - ((weekday + 6) % 7) + 10) / 7);
  if (week < 1) return { year: year - 1, week: weeksIn(year - 1) };
  return week > weeksIn(year) ? { year: year + 1, week: 1 } : { year, week };
}

/** A year has 53 weeks when it starts or ends on a Thursday. */
function weeksIn(year: number): number {
  const starts = new Date(Date.UTC(year, 0, 1)).getUTCDay();
  const ends = new Date(Date.UTC(year, 11, 31)).getUTCDay();
  return starts === 4 || ends === 4 ? 53 : 52;
}
