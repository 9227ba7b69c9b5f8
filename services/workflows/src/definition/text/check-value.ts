import type { Fault } from '@mesh/contracts/mesh-error';
import { type Place, placePath, pointerOf } from '../pointer.ts';

/** Levels of lists and objects. Tasks nested 64 deep need fewer. */
export const DEEPEST = 512;

/** What no document may hold, whatever it says: it could not be stored, compared or handed on unchanged. */
export function checkValue(value: unknown): Fault[] {
  const faults: Fault[] = [];
  const fault = (place: Place, message: string) => void faults.push({ pointer: pointerOf(placePath(place)), message });

  function check(part: unknown, place: Place, depth: number): void {
    if (typeof part === 'string') {
      if (!isStorable(part)) fault(place, 'expected Unicode text without NUL');
    } else if (typeof part === 'number') {
      if (!Number.isFinite(part)) fault(place, 'expected a finite number');
    } else if (typeof part === 'object' && part !== null) {
      if (depth >= DEEPEST) fault(place, `expected at most ${DEEPEST} levels`);
      else checkParts(part, place, depth + 1);
    }
  }

  function checkParts(whole: object, parent: Place, depth: number): void {
    if (Array.isArray(whole)) {
      for (const [step, item] of whole.entries()) check(item, { parent, step }, depth);
      return;
    }
    for (const [step, field] of Object.entries(whole)) {
      const place = { parent, step };
      if (step === '__proto__') fault(place, 'this name is not allowed');
      if (!isStorable(step)) fault(place, 'expected a name in Unicode without NUL');
      check(field, place, depth);
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

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
