import { type Budget, DEEPEST_VALUE } from '../budget.ts';
import type { Code, Emit, Env } from '../evaluate/code.ts';
import { untilExit } from '../evaluate/escapes.ts';
import { JqLimitError } from '../jq-error.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import { type MutableObject, put } from '../values/objects.ts';

/** `walk(change)`: from the leaves up. A field keeps the first output, or is deleted without one; an array keeps all. */
export function walk(run: Budget, env: Env | null, input: Json, change: Code, emit: Emit, depth = 0): void {
  run.tick();
  if (depth > DEEPEST_VALUE) throw new JqLimitError('depth');
  const inner = isArray(input)
    ? walkItems(run, env, input, change, depth + 1)
    : isObject(input)
      ? walkFields(run, env, input, change, depth + 1)
      : input;
  change.each(run, env, inner, emit);
}

function walkItems(run: Budget, env: Env | null, input: readonly Json[], change: Code, depth: number): Json {
  const items: Json[] = [];
  run.take(16);
  for (const item of input)
    walk(
      run,
      env,
      item,
      change,
      (value) => {
        run.take(8);
        items.push(value);
      },
      depth,
    );
  return items;
}

function walkFields(run: Budget, env: Env | null, input: JsonObject, change: Code, depth: number): Json {
  const object: MutableObject = {};
  run.take(16);
  for (const key of Object.keys(input)) {
    const before = run.depth;
    untilExit((exit) =>
      walk(
        run,
        env,
        input[key] ?? null,
        change,
        (value) => {
          run.take(16);
          put(object, key, value);
          throw exit;
        },
        depth,
      ),
    );
    run.depth = before;
  }
  return object;
}
