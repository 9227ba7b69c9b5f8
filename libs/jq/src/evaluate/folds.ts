import type { Json } from '../json.ts';
import { firstThatHolds } from './as.ts';
import { type Code, single, stream } from './code.ts';
import type { CompileNode } from './compiler.ts';
import { compilePatterns } from './patterns.ts';

/** The last output of the update is the next state; no output makes it null. */
export const compileReduce: CompileNode<'reduce'> = ({ source, patterns, start, update }, scope, compiler) => {
  const items = compiler.compile(source, scope);
  const begin = compiler.compile(start, scope);
  const { scope: inner, binders } = compilePatterns(patterns, scope, compiler);
  const body = compiler.compile(update, inner);
  const fold = (
    run: Parameters<Code['each']>[0],
    env: Parameters<Code['each']>[1],
    input: Json,
    initial: Json,
  ): Json => {
    let state = initial;
    items.each(run, env, input, (value) =>
      firstThatHolds(binders, run, env, value, (bound) => {
        run.tick();
        const before = state;
        if (body.one !== null) {
          state = body.one(run, bound, before);
          return;
        }
        state = null;
        body.each(run, bound, before, (next) => {
          state = next;
        });
      }),
    );
    return state;
  };
  const paths: Code['paths'] = (run, env, path, input, emit) =>
    begin.paths(run, env, path, input, (from, initial) => {
      let state = initial;
      items.paths(run, env, from, input, (at, value) =>
        firstThatHolds(binders, run, env, value, (bound) => {
          const before = state;
          state = null;
          body.paths(run, bound, at, before, (_path, next) => {
            state = next;
          });
        }),
      );
      emit(from, state);
    });
  const first = begin.one;
  if (first !== null) return { ...single((run, env, input) => fold(run, env, input, first(run, env, input))), paths };
  return stream(
    (run, env, input, emit) => begin.each(run, env, input, (initial) => emit(fold(run, env, input, initial))),
    paths,
  );
};

export const compileForeach: CompileNode<'foreach'> = (node, scope, compiler) => {
  const items = compiler.compile(node.source, scope);
  const begin = compiler.compile(node.start, scope);
  const { scope: inner, binders } = compilePatterns(node.patterns, scope, compiler);
  const update = compiler.compile(node.update, inner);
  const extract = compiler.compile(node.extract, inner);
  const paths: Code['paths'] = (run, env, path, input, emit) =>
    begin.paths(run, env, path, input, (from, initial) => {
      let state = initial;
      items.paths(run, env, from, input, (at, value) =>
        firstThatHolds(binders, run, env, value, (bound) => {
          const before = state;
          state = null;
          update.paths(run, bound, at, before, (next, result) => {
            run.tick();
            state = result;
            extract.paths(run, bound, next, result, emit);
          });
        }),
      );
    });
  return stream(
    (run, env, input, emit) =>
      begin.each(run, env, input, (initial) => {
        let state = initial;
        items.each(run, env, input, (value) =>
          firstThatHolds(binders, run, env, value, (bound) => {
            const before = state;
            state = null;
            update.each(run, bound, before, (result) => {
              run.tick();
              state = result;
              extract.each(run, bound, result, emit);
            });
          }),
        );
      }),
    paths,
  );
};
