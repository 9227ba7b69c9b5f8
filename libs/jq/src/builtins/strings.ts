import type { Budget } from '../budget.ts';
import { isArray, type Json } from '../json.ts';
import { raise } from '../raised.ts';
import { raiseAbout } from '../values/describe.ts';
import { formats } from '../values/formats.ts';
import { splitText } from '../values/text.ts';
import { type Natives, onInput, onValues } from './native.ts';

/** Work between two checks of the clock. */
const CHUNK = 4_096;
const REPLACEMENT = 0xfffd;

/** Builtins on strings, except regular expressions. */
export const stringNatives: Natives = {
  'startswith/1': onTexts('startswith() requires string inputs', (_run, text, part) => text.startsWith(part)),
  'endswith/1': onTexts('endswith() requires string inputs', (_run, text, part) => text.endsWith(part)),
  'ltrimstr/1': trimming((text, part) => (text.startsWith(part) ? text.slice(part.length) : text)),
  'rtrimstr/1': trimming((text, part) => (text.endsWith(part) ? text.slice(0, text.length - part.length) : text)),
  'trim/0': onText('cannot be trimmed', (_run, text) => text.trim()),
  'ltrim/0': onText('cannot be trimmed', (_run, text) => text.trimStart()),
  'rtrim/0': onText('cannot be trimmed', (_run, text) => text.trimEnd()),
  'split/1': onTexts('split input and separator must be strings', splitText),
  'explode/0': onInput(explode),
  'implode/0': onInput(implode),
  'ascii/0': onInput((_run, input) => String.fromCodePoint(codePoint(input))),
  'ascii_downcase/0': onInput((run, input) =>
    changed(run, input, (text) => text.replace(/[A-Z]+/g, (found) => found.toLowerCase())),
  ),
  'ascii_upcase/0': onInput((run, input) =>
    changed(run, input, (text) => text.replace(/[a-z]+/g, (found) => found.toUpperCase())),
  ),
  'format/1': onValues((run, input, name) => {
    if (typeof name !== 'string') return raiseAbout(name ?? null, 'is not a valid format');
    const formatter = Object.hasOwn(formats, name) ? formats[name] : undefined;
    return formatter === undefined ? raise(`${name} is not a valid format`) : formatter(run, input);
  }),
};

function onTexts(complaint: string, apply: (run: Budget, text: string, part: string) => Json) {
  return onValues((run, input, part) =>
    typeof input === 'string' && typeof part === 'string' ? apply(run, input, part) : raise(complaint),
  );
}

function onText(complaint: string, apply: (run: Budget, text: string) => Json) {
  return onInput((run, input) => (typeof input === 'string' ? apply(run, input) : raiseAbout(input, complaint)));
}

/** Values other than strings pass unchanged. */
function trimming(apply: (text: string, part: string) => Json) {
  return onValues((_run, input, part) =>
    typeof input === 'string' && typeof part === 'string' ? apply(input, part) : input,
  );
}

function changed(run: Budget, input: Json, change: (text: string) => string): Json {
  if (typeof input !== 'string') return raise('explode input must be a string');
  run.takeText(input.length);
  return change(input);
}

function explode(run: Budget, input: Json): Json {
  if (typeof input !== 'string') return raise('explode input must be a string');
  run.takeItems(input.length);
  const points: Json[] = [];
  for (let unit = 0; unit < input.length; unit += 1) {
    const point = input.codePointAt(unit) ?? 0;
    if (point > 0xffff) unit += 1;
    if (unit % CHUNK === 0) run.look();
    points.push(point);
  }
  return points;
}

function implode(run: Budget, input: Json): Json {
  if (!isArray(input)) return raise('implode input must be an array');
  run.takeText(2 * input.length);
  let text = '';
  for (let from = 0; from < input.length; from += CHUNK) {
    run.look();
    text += String.fromCodePoint(...input.slice(from, from + CHUNK).map(codePoint));
  }
  return text;
}

function codePoint(value: Json): number {
  if (typeof value !== 'number' || Number.isNaN(value))
    return raiseAbout(value, "can't be imploded, unicode codepoint needs to be numeric");
  const point = Math.trunc(value);
  return point >= 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff) ? point : REPLACEMENT;
}
