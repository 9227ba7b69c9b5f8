import { isObject, type Json } from '@mesh/jq/json';

const DAY_MS = 86_400_000;
/** A longer wait is a mistake. */
export const TEN_YEARS_MS = 3_650 * DAY_MS;
const parts = { days: DAY_MS, hours: 3_600_000, minutes: 60_000, seconds: 1_000, milliseconds: 1 } as const;
const number = String.raw`(\d+(?:\.\d+)?)`;
const iso = new RegExp(
  `^P(?!$)(?:${number}Y)?(?:${number}M)?(?:${number}W)?(?:${number}D)?(?:T(?=\\d)(?:${number}H)?(?:${number}M)?(?:${number}S)?)?$`,
);
/** A year is 365 days and a month 30: a duration is a length, not a date. */
const isoParts = [365 * DAY_MS, 30 * DAY_MS, 7 * DAY_MS, DAY_MS, 3_600_000, 60_000, 1_000];

/** Length in ms of a duration, given by parts or in ISO 8601; undefined for anything else, such as an expression. */
export function durationMs(duration: unknown): number | undefined {
  if (typeof duration === 'string') {
    const found = iso.exec(duration);
    return found ? isoParts.reduce((sum, ms, at) => sum + ms * Number(found[at + 1] ?? 0), 0) : undefined;
  }
  if (typeof duration !== 'object' || duration === null) return undefined;
  const given = duration as Readonly<Record<string, unknown>>;
  return Object.entries(parts).reduce((sum, [name, ms]) => sum + ms * Number(given[name] ?? 0), 0);
}

/** Whether an evaluated value is a duration by parts: some of the parts, as numbers or numeric texts, and nothing else. */
export function isByParts(value: Json): boolean {
  if (!isObject(value)) return false;
  const given = Object.entries(value);
  return given.length > 0 && given.every(([name, length]) => Object.hasOwn(parts, name) && isLength(length));
}

function isLength(value: Json): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
}
