import { MeshError } from '@mesh/contracts/mesh-error';
import { isPlainText } from '@mesh/contracts/plain-text';

const MAX_DEPTH = 64;
/** A number with fewer digits and no exponent always fits a double. */
const MANY_DIGITS = 300;

const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const UPPER_E = 0x45;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const LOWER_E = 0x65;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Parses JSON that has one meaning: no key twice in an object, no `__proto__`, no `constructor` with a `prototype`, at most 64
 * levels deep. Throws `invalid`, also for a number that no double holds, or `unprocessable` for text that PostgreSQL cannot
 * store (NUL, half of a surrogate pair).
 */
export function parseStrictJson(text: string): unknown {
  const flaw = checkStructure(text);
  const value = parsed(text);
  if (flaw) throw flaw;
  if (!text.isWellFormed()) throw unkeepable();
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MeshError('invalid', 'the body is not JSON', { cause });
  }
}

/** One open object or array: `name` is its last key, `within` the key of its parent under which it stands. */
type Level = {
  keys: Set<string> | undefined;
  expectsKey: boolean;
  name?: string | undefined;
  within: string | undefined;
};

/**
 * Looks only at strings, numbers and brackets, in one pass; whether the rest is JSON is for the parser to say. Returns the
 * first value that cannot be accepted.
 */
function checkStructure(text: string): MeshError | undefined {
  let flaw: MeshError | undefined;
  const levels: Level[] = [];
  const hasCodes = text.includes('\\u');
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at);
      if (end < 0) return undefined; // not JSON, as the parser will find
      flaw ??= checkString(text.slice(at, end + 1), hasCodes, levels.at(-1));
      at = end;
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      const isObject = code === OPEN_OBJECT;
      const within = levels.at(-1)?.name;
      if (levels.push({ keys: isObject ? new Set() : undefined, expectsKey: isObject, within }) > MAX_DEPTH)
        throw new MeshError('invalid', `the body is over ${MAX_DEPTH} levels deep`);
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) levels.pop();
    else if (code === COMMA) {
      const level = levels.at(-1);
      if (level?.keys) level.expectsKey = true;
    } else if (isDigit(code)) {
      const end = endOfNumber(text, at);
      if (!isHeld(text, at, end)) flaw ??= new MeshError('invalid', 'the body has a number that is too large');
      at = end - 1;
    }
  }
  return flaw;
}

/** The index at which the string that begins at `at` ends; -1 if it does not. */
function endOfString(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); ; end = text.indexOf('"', end + 1)) {
    if (end < 0) return end;
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 1) return end; // preceded by an even number of backslashes
  }
}

function checkString(word: string, hasCodes: boolean, level: Level | undefined): MeshError | undefined {
  const isKey = level?.keys !== undefined && level.expectsKey;
  const isCoded = hasCodes && word.includes('\\u');
  if (!isKey && !isCoded) return undefined;
  const value = word.includes('\\') ? unquoted(word) : word.slice(1, -1);
  if (isKey) {
    addKey(level, value);
    level.expectsKey = false;
  }
  return isCoded && !isPlainText(value) ? unkeepable() : undefined;
}

function addKey(level: Level, key: string): void {
  if (key === '__proto__') throw new MeshError('invalid', 'the body has a field named __proto__');
  if (key === 'prototype' && level.within === 'constructor')
    throw new MeshError('invalid', 'the body has a field named constructor with one named prototype');
  if (level.keys?.has(key)) throw new MeshError('invalid', 'the body has a field twice in one object');
  level.keys?.add(key);
  level.name = key;
}

function unkeepable(): MeshError {
  return new MeshError('unprocessable', 'the body has text with a NUL or half of a surrogate pair');
}

function unquoted(word: string): string {
  return String(parsed(word));
}

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;
const isExponent = (code: number): boolean => code === LOWER_E || code === UPPER_E;

const isOfNumber = (code: number): boolean =>
  isDigit(code) || isExponent(code) || code === DOT || code === MINUS || code === PLUS;

/** The index at which the number whose first digit is at `at` ends. */
function endOfNumber(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && isOfNumber(text.charCodeAt(end))) end += 1;
  return end;
}

/** Whether a double can hold the number. */
function isHeld(text: string, at: number, end: number): boolean {
  let isPlain = end - at < MANY_DIGITS;
  for (let place = at; isPlain && place < end; place += 1) isPlain = !isExponent(text.charCodeAt(place));
  return isPlain || Number.isFinite(Number(text.slice(at, end)));
}
