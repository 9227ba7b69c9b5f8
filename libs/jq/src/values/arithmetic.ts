import type { Budget } from '../budget.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import { equal } from './compare.ts';
import { raiseAboutBoth } from './describe.ts';
import { type MutableObject, own, put } from './objects.ts';
import { splitText } from './text.ts';

export function add(run: Budget, left: Json, right: Json): Json {
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  if (left === null) return right;
  if (right === null) return left;
  if (typeof left === 'string' && typeof right === 'string') {
    run.takeText(left.length + right.length);
    return left + right;
  }
  if (isArray(left) && isArray(right)) {
    run.takeItems(left.length + right.length);
    return left.concat(right);
  }
  if (isObject(left) && isObject(right)) {
    run.takeItems(2 * (Object.keys(left).length + Object.keys(right).length));
    return { ...left, ...right };
  }
  return raiseAboutBoth(left, right, 'cannot be added');
}

export function subtract(run: Budget, left: Json, right: Json): Json {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (!isArray(left) || !isArray(right)) return raiseAboutBoth(left, right, 'cannot be subtracted');
  run.takeItems(left.length);
  return left.filter(
    (item) =>
      !right.some((gone) => {
        run.tick();
        return equal(run, item, gone);
      }),
  );
}

export function multiply(run: Budget, left: Json, right: Json): Json {
  if (typeof left === 'number' && typeof right === 'number') return left * right;
  if (typeof left === 'string' && typeof right === 'number') return repeatText(run, left, right);
  if (typeof left === 'number' && typeof right === 'string') return repeatText(run, right, left);
  if (isObject(left) && isObject(right)) return merge(run, left, right);
  return raiseAboutBoth(left, right, 'cannot be multiplied');
}

export function divide(run: Budget, left: Json, right: Json): Json {
  if (typeof left === 'number' && typeof right === 'number') {
    if (right === 0) return raiseAboutBoth(left, right, 'cannot be divided because the divisor is zero');
    return left / right;
  }
  if (typeof left === 'string' && typeof right === 'string') return splitText(run, left, right);
  return raiseAboutBoth(left, right, 'cannot be divided');
}

/** On integers, truncated toward zero and to 64 bits; the sign is the dividend's. */
export function remainder(_run: Budget, left: Json, right: Json): Json {
  if (typeof left !== 'number' || typeof right !== 'number') return raiseAboutBoth(left, right, 'cannot be divided');
  if (Number.isNaN(left) || Number.isNaN(right)) return Number.NaN;
  const divisor = Math.trunc(right);
  if (divisor === 0) return raiseAboutBoth(left, right, 'cannot be divided (remainder) because the divisor is zero');
  if (Math.abs(left) < 2 ** 63 && Math.abs(divisor) < 2 ** 63) return (Math.trunc(left) % divisor) + 0;
  return Number(toInt64(left) % toInt64(divisor));
}

function toInt64(value: number): bigint {
  if (value >= 2 ** 63) return 2n ** 63n - 1n;
  return value <= -(2 ** 63) ? -(2n ** 63n) : BigInt(Math.trunc(value));
}

function repeatText(run: Budget, text: string, count: number): Json {
  if (count < 0 || Number.isNaN(count)) return null;
  const times = Math.trunc(count);
  if (times === 0 || text === '') return '';
  run.takeText(text.length * times);
  return text.repeat(times);
}

function merge(run: Budget, left: JsonObject, right: JsonObject): Json {
  run.enter();
  run.takeItems(2 * Object.keys(left).length);
  const merged: MutableObject = { ...left };
  for (const key of Object.keys(right)) {
    run.take(16);
    run.tick();
    const [mine, theirs] = [own(merged, key) ?? null, right[key] ?? null];
    put(merged, key, isObject(mine) && isObject(theirs) ? merge(run, mine, theirs) : theirs);
  }
  run.leave();
  return merged;
}
