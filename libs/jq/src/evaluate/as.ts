import type { Budget } from '../budget.ts';
import type { Json } from '../json.ts';
import { Raised } from '../raised.ts';
import { type Code, type Env, single, stream } from './code.ts';
import type { CompileNode } from './compiler.ts';
import { eachThenTail } from './each-then-tail.ts';
import { type Binder, compilePatterns } from './patterns.ts';

export const compileAs: CompileNode<'as'> = ({ source, patterns, body }, scope, compiler) => {
  const code = compiler.compile(source, scope);
  const { scope: inner, binders, plain } = compilePatterns(patterns, scope, compiler);
  const rest = compiler.compile(body, inner);
  if (plain) return bindOne(code, rest);
  return stream(
    (run, env, input, emit) =>
      code.each(run, env, input, (value) =>
        firstThatHolds(binders, run, env, value, (bound) => rest.each(run, bound, input, emit)),
      ),
    (run, env, path, input, emit) =>
      code.each(run, env, input, (value) =>
        firstThatHolds(binders, run, env, value, (bound) => rest.paths(run, bound, path, input, emit)),
      ),
  );
};

function bindOne(source: Code, body: Code): Code {
  const paths: Code['paths'] = (run, env, path, input, emit) =>
    source.each(run, env, input, (value) => body.paths(run, { value, up: env }, path, input, emit));
  const [first, second] = [source.one, body.one];
  if (first !== null && second !== null)
    return { ...single((run, env, input) => second(run, { value: first(run, env, input), up: env }, input)), paths };
  return eachThenTail(
    source,
    (env, value, input) => ({ code: body, env: { value, up: env }, input }),
    body.loops,
    paths,
  );
}

/** `p1 ?// p2`: an error under one pattern, wherever it comes from, moves on to the next. */
export function firstThatHolds(
  binders: readonly Binder[],
  run: Budget,
  env: Env | null,
  value: Json,
  then: (env: Env) => void,
): void {
  const { depth } = run;
  for (const [index, bindTo] of binders.entries()) {
    try {
      bindTo(run, env, value, then);
      return;
    } catch (error) {
      if (!(error instanceof Raised) || index === binders.length - 1) throw error;
      run.depth = depth;
    }
  }
}
