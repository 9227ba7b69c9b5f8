import { isArray, type Json } from '../json.ts';
import { toInt } from './numbers.ts';

/** A time in UTC as in C's `tm`, except that the year is the full year. */
export type BrokenDown = {
  year: number;
  /** From 0. */
  month: number;
  day: number;
  hours: number;
  minutes: number;
  seconds: number;
  /** From 0, which is Sunday. */
  weekday: number;
  /** From 0. */
  yearday: number;
};

export const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Seconds since 1970, of fields that may be out of their range. */
export function toSeconds({ year, month, day, hours, minutes, seconds }: BrokenDown): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  date.setUTCHours(hours, minutes, Math.trunc(seconds));
  return date.getTime() / 1_000;
}

export function fromSeconds(seconds: number): BrokenDown {
  const whole = Math.floor(seconds);
  const date = new Date(whole * 1_000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    hours: date.getUTCHours(),
    minutes: date.getUTCMinutes(),
    seconds: date.getUTCSeconds() + (seconds - whole),
    weekday: date.getUTCDay(),
    yearday: yeardayOf(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()),
  };
}

export function yeardayOf(year: number, month: number, day: number): number {
  return Math.round((utc(year, month, day) - utc(year, 0, 1)) / 86_400_000);
}

export function weekdayOf(year: number, month: number, day: number): number {
  return new Date(utc(year, month, day)).getUTCDay();
}

/** Milliseconds; `Date.UTC` would take years below 100 as those of the twentieth century. */
function utc(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month, day);
}

export function toArray(moment: BrokenDown): Json[] {
  const { year, month, day, hours, minutes, seconds, weekday, yearday } = moment;
  return [year, month, day, hours, minutes, seconds, weekday, yearday];
}

/**
 * The fields in an array, or `undefined` if one is not a number. The last two may be missing. Text that `strptime` has left
 * follows them and is not a field.
 */
export function fromArray(value: Json): BrokenDown | undefined {
  if (!isArray(value)) return undefined;
  const fields = value.slice(0, 8);
  if (fields.length < 6 || fields.some((field) => typeof field !== 'number')) return undefined;
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0, weekday = 0, yearday = 0] =
    fields.map(toInt);
  return { year, month, day, hours, minutes, seconds, weekday, yearday };
}
