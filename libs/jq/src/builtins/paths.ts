import { type Budget, DEEPEST_VALUE } from '../budget.ts';
import { type Code, single, stream } from '../evaluate/code.ts';
import { eachOf } from '../evaluate/index-steps.ts';
import { pathsOf } from '../evaluate/updates.ts';
import { JqLimitError } from '../jq-error.ts';
import { isArray, isObject, type Json } from '../json.ts';
import { raise } from '../raised.ts';
import { deletePaths } from '../values/delete.ts';
import { checkEnd, checkStep, getPath, keysOf, type Path, rootPath } from '../values/path.ts';
import { setPath } from '../values/set.ts';
import { type Natives, onValues } from './native.ts';

/** Builtins that take or return paths. */
export const pathNatives: Natives = {
  'path/1': ([code]) =>
    stream((run, env, input, emit) =>
      (code as Code).paths(run, env, rootPath(input), input, (path, value) => {
        checkEnd(path, value);
        emit(keysOf(run, path));
      }),
    ),
  'getpath/1': ([code]) => getPathOf(code as Code),
  'setpath/2': onValues((run, input, path, value) =>
    isArray(path ?? null)
      ? setPath(run, input, path as readonly Json[], value ?? null, new Set())
      : raise('Path must be specified as an array'),
  ),
  'delpaths/1': onValues((run, input, paths) => deletePaths(run, input, paths ?? null)),
  'del/1': ([code]) => {
    const find = pathsOf(code as Code);
    return single((run, env, input) => deletePaths(run, input, find(run, env, input)));
  },
  'recurse/0': () =>
    stream(
      (run, _env, input, emit) => descend(run, input, 0, emit),
      (run, _env, path, input, emit) => descendPaths(run, path, input, 0, emit),
    ),
};

function getPathOf(code: Code): Code {
  const values = onValues((run, input, path) => getPath(run, input, path ?? null))([code]);
  return {
    ...values,
    paths: (run, env, path, input, emit) =>
      code.each(run, env, input, (keys) => {
        const found = getPath(run, input, keys);
        if (!Object.is(path.at, input) || !isArray(keys)) return emit(path, found);
        run.take(24 * keys.length);
        const end = keys.reduce<Path>((up, key) => ({ up, key, at: found }), path);
        return emit({ ...end, at: found }, found);
      }),
  };
}

/** `..`: a value, then everything inside it. */
function descend(run: Budget, value: Json, depth: number, emit: (value: Json) => void): void {
  run.tick();
  emit(value);
  if (depth > DEEPEST_VALUE) throw new JqLimitError('depth');
  if (isArray(value)) for (const item of value) descend(run, item, depth + 1, emit);
  else if (isObject(value)) for (const key of Object.keys(value)) descend(run, value[key] ?? null, depth + 1, emit);
}

function descendPaths(
  run: Budget,
  path: Path,
  value: Json,
  depth: number,
  emit: (path: Path, value: Json) => void,
): void {
  run.tick();
  emit(path, value);
  if (depth > DEEPEST_VALUE) throw new JqLimitError('depth');
  if (!isArray(value) && !isObject(value)) return;
  checkStep(path, value, () => 'iterate through');
  eachOf(run, value, (item, key) => {
    run.take(24);
    descendPaths(run, { up: path, key, at: item }, item, depth + 1, emit);
  });
}
