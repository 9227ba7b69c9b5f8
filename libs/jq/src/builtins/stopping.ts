import type { Budget } from '../budget.ts';
import { type Code, type Env, single, stream } from '../evaluate/code.ts';
import { untilExit } from '../evaluate/escapes.ts';
import { eachOf } from '../evaluate/index-steps.ts';
import { isTrue, type Json } from '../json.ts';
import { raise } from '../raised.ts';
import type { Path } from '../values/path.ts';
import type { Natives } from './native.ts';

/** Builtins that stop a generator early. */
export const stoppingNatives: Natives = {
  'first/1': ([code]) => first(code as Code),
  'limit/2': ([count, code]) => limit(count as Code, code as Code),
  'isempty/1': ([code]) => single((run, env, input) => !some(run, env, input, code as Code, () => true)),
  'any/0': () => single((run, _env, input) => someItem(run, input, isTrue)),
  'all/0': () => single((run, _env, input) => !someItem(run, input, (value) => !isTrue(value))),
  'any/1': ([condition]) => quantifier(each, condition as Code, true),
  'all/1': ([condition]) => quantifier(each, condition as Code, false),
  'any/2': ([code, condition]) => quantifier(code as Code, condition as Code, true),
  'all/2': ([code, condition]) => quantifier(code as Code, condition as Code, false),
};

/** `.[]` */
const each: Code = stream((run, _env, input, emit) => eachOf(run, input, emit));

function first(code: Code): Code {
  if (code.one !== null) return code;
  return stream(
    (run, env, input, emit) => {
      let found: { value: Json } | undefined;
      leaving(run, (exit) =>
        code.each(run, env, input, (value) => {
          found = { value };
          throw exit;
        }),
      );
      if (found !== undefined) emit(found.value);
    },
    (run, env, path, input, emit) => {
      let found: { path: Path; value: Json } | undefined;
      leaving(run, (exit) =>
        code.paths(run, env, path, input, (at, value) => {
          found = { path: at, value };
          throw exit;
        }),
      );
      if (found !== undefined) emit(found.path, found.value);
    },
  );
}

/** A count below zero is no limit. */
function limit(count: Code, code: Code): Code {
  const counted = (run: Budget, most: Json, emitAll: (more: () => void) => void): void => {
    if (typeof most !== 'number') raise('Invalid limit: it must be a number');
    let left = most < 0 ? Number.POSITIVE_INFINITY : most;
    if (left === 0) return;
    leaving(run, (exit) =>
      emitAll(() => {
        left -= 1;
        if (left <= 0) throw exit;
      }),
    );
  };
  return stream(
    (run, env, input, emit) =>
      count.each(run, env, input, (most) =>
        counted(run, most, (more) =>
          code.each(run, env, input, (value) => {
            emit(value);
            more();
          }),
        ),
      ),
    (run, env, path, input, emit) =>
      count.each(run, env, input, (most) =>
        counted(run, most, (more) =>
          code.paths(run, env, path, input, (at, value) => {
            emit(at, value);
            more();
          }),
        ),
      ),
  );
}

function quantifier(generator: Code, condition: Code, wanted: boolean): Code {
  return single((run, env, input) => {
    const found = some(run, env, input, generator, (value) =>
      condition.one !== null
        ? isTrue(condition.one(run, env, value)) === wanted
        : some(run, env, value, condition, (answer) => isTrue(answer) === wanted),
    );
    return found === wanted;
  });
}

function some(run: Budget, env: Env | null, input: Json, code: Code, test: (value: Json) => boolean): boolean {
  let found = false;
  leaving(run, (exit) =>
    code.each(run, env, input, (value) => {
      run.tick();
      if (!test(value)) return;
      found = true;
      throw exit;
    }),
  );
  return found;
}

function someItem(run: Budget, input: Json, test: (value: Json) => boolean): boolean {
  let found = false;
  eachOf(run, input, (value) => {
    found ||= test(value);
  });
  return found;
}

/** Like `untilExit`, for code that may be left in the middle of calls. */
function leaving(run: Budget, body: Parameters<typeof untilExit>[0]): void {
  const { depth } = run;
  untilExit(body);
  run.depth = depth;
}
