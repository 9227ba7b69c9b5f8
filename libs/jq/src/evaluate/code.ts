import type { Budget } from '../budget.ts';
import type { Json } from '../json.ts';
import type { Path } from '../values/path.ts';

/**
 * What is bound, innermost first. The list never changes, so that a suspended evaluation finds its own values again.
 * A value is a `Json`, a `Closure` or a label; the compiler knows which.
 */
export type Env = { readonly value: unknown; readonly up: Env | null };

/** An argument: code and its environment. */
export type Closure = { readonly code: Code; readonly env: Env | null };

export type Emit = (value: Json) => void;
export type EmitPath = (path: Path, value: Json) => void;

/** Code with exactly one output. */
export type One = (run: Budget, env: Env | null, input: Json) => Json;
export type Each = (run: Budget, env: Env | null, input: Json, emit: Emit) => void;
export type Paths = (run: Budget, env: Env | null, path: Path, input: Json, emit: EmitPath) => void;

/** A tail call, left to the caller, so that loops by recursion do not grow the stack. */
export type Tail = { readonly code: Code; readonly env: Env | null; readonly input: Json };

/** A compiled expression. `one` exists if it always has exactly one output, and is faster. */
export type Code = {
  readonly one: One | null;
  readonly each: Each;
  /** Like `each`, but may leave its last call pending. */
  readonly tail: (run: Budget, env: Env | null, input: Json, emit: Emit) => Tail | null;
  /** Like `each`, with the path of every output. */
  readonly paths: Paths;
  /** Whether `tail` may leave a call pending. */
  readonly loops: boolean;
};

export function single(one: One): Code {
  return {
    one,
    each: (run, env, input, emit) => emit(one(run, env, input)),
    tail: (run, env, input, emit) => {
      emit(one(run, env, input));
      return null;
    },
    paths: (run, env, path, input, emit) => emit(path, one(run, env, input)),
    loops: false,
  };
}

export function stream(each: Each, paths: Paths = valuesOnly(each)): Code {
  return {
    one: null,
    each,
    tail: (run, env, input, emit) => {
      each(run, env, input, emit);
      return null;
    },
    paths,
    loops: false,
  };
}

/** Code that may end in a call. */
export const withTail = (tail: Code['tail'], paths: Paths, loops: boolean): Code => ({
  one: null,
  each: (run, env, input, emit) => finish(tail(run, env, input, emit), run, emit),
  tail,
  paths,
  loops,
});

export function finish(tail: Tail | null, run: Budget, emit: Emit): void {
  for (let next = tail; next !== null; next = next.code.tail(run, next.env, next.input, emit)) run.tick();
}

/** Outputs that are new values have no path; the previous path stays, so that continuing from them is detected. */
function valuesOnly(each: Each): Paths {
  return (run, env, path, input, emit) => each(run, env, input, (value) => emit(path, value));
}

/** The environment `hops` levels further out. */
export function outer(env: Env | null, hops: number): Env | null {
  let found = env;
  for (let step = 0; step < hops; step += 1) found = found?.up ?? null;
  return found;
}
