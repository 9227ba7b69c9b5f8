import { pointerOf } from '@mesh/contracts/json-pointer';
import type { Fault } from '@mesh/contracts/mesh-error';
import { isPlainText } from '@mesh/contracts/plain-text';
import { NO_PLAIN_TEXT } from '@mesh/contracts/text';
import { type Path, stepsOf } from '../path.ts';

/** Deepest nesting of lists and objects. Tasks nested 64 deep need less. */
export const DEEPEST = 512;

/** Finds what no document may contain, because it could not be stored, compared or passed on unchanged. */
export function checkValue(value: unknown): Fault[] {
  const faults: Fault[] = [];
  const fault = (path: Path, message: string) => void faults.push({ pointer: pointerOf(stepsOf(path)), message });

  function check(part: unknown, path: Path, depth: number): void {
    if (typeof part === 'string') {
      if (!isPlainText(part)) fault(path, NO_PLAIN_TEXT);
    } else if (typeof part === 'number') {
      if (!Number.isFinite(part)) fault(path, 'expected a finite number');
    } else if (typeof part === 'object' && part !== null) {
      if (depth >= DEEPEST) fault(path, `expected at most ${DEEPEST} levels`);
      else checkParts(part, path, depth + 1);
    }
  }

  function checkParts(whole: object, parent: Path, depth: number): void {
    if (Array.isArray(whole)) {
      for (const [step, item] of whole.entries()) check(item, { parent, step }, depth);
      return;
    }
    for (const [step, field] of Object.entries(whole)) {
      const path = { parent, step };
      if (step === '__proto__') fault(path, 'this name is not allowed');
      if (!isPlainText(step)) fault(path, 'expected a name in Unicode without NUL');
      check(field, path, depth);
    }
  }

  check(value, undefined, 0);
  return faults;
}

export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []));
  }
  return false;
}
