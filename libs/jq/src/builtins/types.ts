import type { Budget } from '../budget.ts';
import { isArray, isObject, type Json, kindOf } from '../json.ts';
import { codePointLength } from '../values/code-points.ts';
import { raiseAbout } from '../values/describe.ts';
import { fromJson } from '../values/from-json.ts';
import { print, toText } from '../values/print.ts';
import { type Natives, onInput } from './native.ts';

/** Type tests and conversions. */
export const typeNatives: Natives = {
  'type/0': onInput((_run, input) => kindOf(input)),
  'not/0': onInput((_run, input) => input === null || input === false),
  'length/0': onInput(length),
  'utf8bytelength/0': onInput((_run, input) =>
    typeof input === 'string' ? Buffer.byteLength(input) : raiseAbout(input, 'only strings have UTF-8 byte length'),
  ),
  'tostring/0': onInput(toText),
  'tojson/0': onInput((run, input) => print(run, input)),
  'fromjson/0': onInput((run, input) =>
    typeof input === 'string' ? fromJson(run, input) : raiseAbout(input, 'cannot be parsed as JSON'),
  ),
  'tonumber/0': onInput(toNumber),
  'toarray/0': onInput((_run, input) => (isArray(input) ? input : [input])),
};

function length(run: Budget, input: Json): Json {
  if (input === null) return 0;
  if (typeof input === 'number') return Math.abs(input);
  if (isArray(input)) return input.length;
  if (isObject(input)) return Object.keys(input).length;
  if (typeof input !== 'string') return raiseAbout(input, 'has no length');
  run.scan(input.length);
  return codePointLength(input);
}

function toNumber(run: Budget, input: Json): Json {
  if (typeof input === 'number') return input;
  if (typeof input !== 'string') return raiseAbout(input, 'cannot be parsed as a number');
  run.scan(input.length);
  const text = input.trim();
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) return Number(text);
  return text === 'nan' ? Number.NaN : raiseAbout(input, 'cannot be parsed as a number');
}
