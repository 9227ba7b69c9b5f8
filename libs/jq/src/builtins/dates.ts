import type { Budget } from '../budget.ts';
import { isArray, type Json } from '../json.ts';
import { raise } from '../raised.ts';
import { fromArray, fromSeconds, toArray, toSeconds } from '../values/calendar.ts';
import { strftime } from '../values/strftime.ts';
import { strptime } from '../values/strptime.ts';
import { type Native, type Natives, onInput, onValues } from './native.ts';

/** The furthest JavaScript date from 1970, in seconds. */
const FURTHEST = 8.64e12;

/** Dates are always in UTC; expressions have no time zone. */
export const dateNatives: Natives = {
  'gmtime/0': moment('gmtime() requires numeric inputs'),
  'localtime/0': moment('localtime() requires numeric inputs'),
  'mktime/0': onInput((_run, input) => mktime(input)),
  'strftime/1': formatted('strftime/1'),
  'strflocaltime/1': formatted('strflocaltime/1'),
  'strptime/1': onValues((run, input, format) => parsed(run, input, format ?? null)),
};

function moment(complaint: string): Native {
  return onInput((_run, input) => (typeof input === 'number' ? toArray(broken(input)) : raise(complaint)));
}

function broken(seconds: number) {
  if (!(Math.abs(seconds) <= FURTHEST)) raise('error converting number of seconds since epoch to datetime');
  return fromSeconds(seconds);
}

function mktime(input: Json): Json {
  if (!isArray(input)) return raise('mktime requires array inputs');
  const at = fromArray(input) ?? raise('mktime requires parsed datetime inputs');
  const seconds = toSeconds(at);
  return Number.isNaN(seconds) ? raise('invalid gmtime representation') : seconds;
}

function formatted(name: string): Native {
  return onValues((run, input, format) => {
    if (typeof input !== 'number' && !isArray(input)) return raise(`${name} requires parsed datetime inputs`);
    if (typeof format !== 'string') return raise(`${name} requires a string format`);
    const at = typeof input === 'number' ? broken(input) : fromArray(input);
    if (at === undefined) return raise(`${name} requires parsed datetime inputs`);
    run.takeText(32 * format.length);
    return strftime(at, format);
  });
}

function parsed(run: Budget, input: Json, format: Json): Json {
  if (typeof input !== 'string' || typeof format !== 'string')
    return raise('strptime/1 requires string inputs and arguments');
  run.scan(input.length);
  run.spend(1 + format.length);
  if (format.length > 256) return raise('strptime/1 takes a format of at most 256 characters');
  const found = strptime(input.slice(0, 1_024), format);
  if (found === undefined || (found.rest !== '' && !/^\s/.test(found.rest)))
    return raise(`date "${input.slice(0, 256)}" does not match format "${format}"`);
  return [...toArray(found.at), ...(found.rest === '' ? [] : [found.rest])];
}
