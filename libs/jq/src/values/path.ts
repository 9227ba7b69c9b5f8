import type { Budget } from '../budget.ts';
import { isArray, type Json } from '../json.ts';
import { raise } from '../raised.ts';
import { preview } from './describe.ts';
import { get } from './get.ts';

/** Where a value was found. `at` is that value: continuing from another one is not a path. */
export type Path = { readonly up: Path | null; readonly key: Json; readonly at: Json };

export const rootPath = (at: Json): Path => ({ up: null, key: null, at });

export function keysOf(run: Budget, path: Path): Json[] {
  const keys: Json[] = [];
  for (let step = path; step.up !== null; step = step.up) keys.push(step.key);
  run.takeItems(keys.length);
  return keys.reverse();
}

export function checkStep(path: Path, value: Json, what: () => string): void {
  if (!Object.is(path.at, value)) raise(`Invalid path expression near attempt to ${what()} ${preview(value, 29)}`);
}

export function checkEnd(path: Path, value: Json): void {
  if (!Object.is(path.at, value)) raise(`Invalid path expression with result ${preview(value, 29)}`);
}

export function getPath(run: Budget, value: Json, path: Json): Json {
  if (!isArray(path)) return raise('Path must be specified as an array');
  let found = value;
  for (const key of path) {
    run.tick();
    found = get(run, found, key);
  }
  return found;
}
