import { MeshError } from '@mesh/contracts/mesh-error';

const MAX_DEPTH = 64;
const token = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;

/**
 * Parses JSON that means one thing: no key twice in an object, no `__proto__`, at most 64 levels deep. Throws `invalid`,
 * for a number that no double holds, or `unprocessable` for text that PostgreSQL cannot hold (NUL, half of a surrogate pair).
 */
export function parseStrictJson(text: string): unknown {
  checkStructure(text);
  try {
    return JSON.parse(text, checkText);
  } catch (error) {
    if (error instanceof MeshError) throw error;
    throw new MeshError('invalid', 'the body is not JSON', { cause: error });
  }
}

type Level = { keys: Set<string> | undefined; expectsKey: boolean };

/** Looks at strings and brackets alone; that the rest is JSON is for the parser to say. */
function checkStructure(text: string): void {
  const levels: Level[] = [];
  for (const [word] of text.matchAll(token)) {
    const level = levels.at(-1);
    if (word === '{' || word === '[') {
      levels.push({ keys: word === '{' ? new Set() : undefined, expectsKey: word === '{' });
      if (levels.length > MAX_DEPTH) throw new MeshError('invalid', `the body is over ${MAX_DEPTH} levels deep`);
    } else if (word === '}' || word === ']') levels.pop();
    else if (word === ',') {
      if (level?.keys) level.expectsKey = true;
    } else if (level?.keys && level.expectsKey) {
      addKey(level.keys, word);
      level.expectsKey = false;
    }
  }
}

function addKey(keys: Set<string>, word: string): void {
  const key = unquoted(word);
  if (key === '__proto__') throw new MeshError('invalid', 'the body has a field named __proto__');
  if (keys.has(key)) throw new MeshError('invalid', 'the body has a field twice in one object');
  keys.add(key);
}

function unquoted(word: string): string {
  try {
    return String(JSON.parse(word));
  } catch (cause) {
    throw new MeshError('invalid', 'the body is not JSON', { cause });
  }
}

function checkText(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new MeshError('invalid', 'the body has a number that is too large');
  for (const text of [key, value]) {
    if (typeof text === 'string' && (text.includes('\0') || !text.isWellFormed()))
      throw new MeshError('unprocessable', 'the body has text with a NUL or half of a surrogate pair');
  }
  return value;
}
