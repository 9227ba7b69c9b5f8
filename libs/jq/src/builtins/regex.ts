import type { Budget } from '../budget.ts';
import { type Code, type Env, single, stream } from '../evaluate/code.ts';
import { isArray, type Json, kindOf } from '../json.ts';
import { raise } from '../raised.ts';
import { add } from '../values/arithmetic.ts';
import { type MutableObject, put } from '../values/objects.ts';
import { type Match, matches, matchesAnywhere, regexOf } from '../values/regex.ts';
import { type Native, type Natives, onValues } from './native.ts';

/** Builtins for regular expressions, which match in linear time. */
export const regexNatives: Natives = {
  'test/1': onValues((run, input, pattern) => test(run, input, ...patternAndFlags(pattern))),
  'test/2': onValues((run, input, pattern, flags) => test(run, input, pattern ?? null, flags ?? null)),
  'match/1': eachMatch(asObject, patternAndFlags),
  'match/2': eachMatch(asObject),
  'capture/1': eachMatch(named, patternAndFlags),
  'capture/2': eachMatch(named),
  'scan/1': eachMatch(scanned, (pattern) => [pattern ?? null, 'g']),
  'scan/2': eachMatch(scanned, (pattern, flags) => [pattern ?? null, withGlobal(flags ?? null)]),
  'split/2': onValues((run, input, pattern, flags) => split(run, input, pattern ?? null, withGlobal(flags ?? null))),
  'sub/3': ([pattern, replacement, flags]) => substitution(pattern as Code, replacement as Code, flags as Code),
};

type PatternAndFlags = [pattern: Json, flags: Json];

/** `match([pattern, flags])` is `match(pattern; flags)`. */
function patternAndFlags(value: Json | undefined): PatternAndFlags {
  if (typeof value === 'string') return [value, null];
  if (value === undefined || !isArray(value) || value.length === 0)
    return raise(`${kindOf(value ?? null)} not a string or array`);
  return [value[0] ?? null, value[1] ?? null];
}

function withGlobal(flags: Json): Json {
  return flags === null ? 'g' : typeof flags === 'string' ? `${flags}g` : flags;
}

function test(run: Budget, input: Json, pattern: Json, flags: Json): boolean {
  const regex = regexOf(pattern, flags, input);
  return matchesAnywhere(run, input as string, regex);
}

function eachMatch(
  shape: (match: Match) => Json,
  toArguments: (pattern?: Json, flags?: Json) => PatternAndFlags = (pattern, flags) => [pattern ?? null, flags ?? null],
): Native {
  return ([pattern, flags = single(() => null)]) =>
    stream((run, env, input, emit) =>
      flags.each(run, env, input, (letters) =>
        (pattern as Code).each(run, env, input, (source) => {
          const regex = regexOf(...toArguments(source, letters), input);
          for (const match of matches(run, input as string, regex)) emit(shape(match));
        }),
      ),
    );
}

function asObject({ start, end, text, captures }: Match): Json {
  return {
    offset: start.point,
    length: end.point - start.point,
    string: text,
    captures: captures.map(({ start: first, end: last, text: captured, name }) => ({
      offset: captured === undefined ? -1 : first.point,
      length: last.point - first.point,
      string: captured ?? null,
      name,
    })),
  };
}

function named({ captures }: Match): Json {
  const object: MutableObject = {};
  for (const { name, text } of captures) if (name !== null) put(object, name, text ?? null);
  return object;
}

function scanned({ text, captures }: Match): Json {
  return captures.length === 0 ? text : captures.map((capture) => capture.text ?? null);
}

function split(run: Budget, input: Json, pattern: Json, flags: Json): Json {
  const regex = regexOf(pattern, flags, input);
  const text = input as string;
  const parts: Json[] = [];
  let from = 0;
  for (const { start, end } of matches(run, text, regex)) {
    parts.push(text.slice(from, start.unit));
    from = end.unit;
  }
  run.takeItems(parts.length);
  run.takeText(text.length);
  return [...parts, text.slice(from)];
}

/** One result for each output of the replacement, which sees the named captures of every match in turn. */
function substitution(pattern: Code, replacement: Code, flags: Code): Code {
  return stream((run, env, input, emit) =>
    pattern.each(run, env, input, (source) =>
      flags.each(run, env, input, (letters) => {
        const results = substituted(run, env, input, replacement, source, letters);
        for (const result of results) emit(result);
      }),
    ),
  );
}

function substituted(
  run: Budget,
  env: Env | null,
  input: Json,
  replacement: Code,
  pattern: Json,
  flags: Json,
): readonly Json[] {
  const regex = regexOf(pattern, flags, input);
  const text = input as string;
  const results: string[][] = [];
  let from = 0;
  for (const match of matches(run, text, regex)) {
    const gap = text.slice(from, match.start.unit);
    let index = 0;
    replacement.each(run, env, named(match), (insert) => {
      const piece = String(add(run, gap, insert));
      if (results[index] === undefined) results[index] = [piece];
      else results[index]?.push(piece);
      index += 1;
    });
    from = match.end.unit;
  }
  const rest = text.slice(from);
  if (results.length === 0) return [text];
  return results.map((pieces) => {
    const result = pieces.join('') + rest;
    run.takeText(result.length);
    return result;
  });
}
