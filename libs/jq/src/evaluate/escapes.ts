import type { Json } from '../json.ts';
import { Raised } from '../raised.ts';
import { type Code, outer, single, stream } from './code.ts';
import type { CompileNode } from './compiler.ts';
import { bind, hopsTo } from './scope.ts';

/** A way out of code that emits: thrown to end it early, and recognized by its identity. */
export class Exit {}

export const compileTry: CompileNode<'try'> = ({ body, handler }, scope, { compile }) =>
  attempt(compile(body, scope), handler === null ? null : compile(handler, scope));

function attempt(body: Code, handler: Code | null): Code {
  const paths: Code['paths'] = (run, env, path, input, emit) => {
    const { depth } = run;
    eachUntilError(
      (emitted) => body.paths(run, env, path, input, (inner, value) => emitted(() => emit(inner, value))),
      (error) => {
        run.depth = depth;
        handler?.paths(run, env, path, error, emit);
      },
    );
  };
  const [first, second] = [body.one, handler?.one ?? null];
  if (first !== null && second !== null)
    return {
      ...single((run, env, input) => {
        const { depth } = run;
        try {
          return first(run, env, input);
        } catch (error) {
          if (!(error instanceof Raised)) throw error;
          run.depth = depth;
          return second(run, env, error.value);
        }
      }),
      paths,
    };
  return stream((run, env, input, emit) => {
    const { depth } = run;
    eachUntilError(
      (emitted) => body.each(run, env, input, (value) => emitted(() => emit(value))),
      (error) => {
        run.depth = depth;
        handler?.each(run, env, error, emit);
      },
    );
  }, paths);
}

export const compileLabel: CompileNode<'label'> = ({ name, body }, scope, { compile }) => {
  const code = compile(body, bind(scope, 'label', name));
  return stream(
    (run, env, input, emit) => {
      const { depth } = run;
      untilExit((exit) => code.each(run, { value: exit, up: env }, input, emit));
      run.depth = depth;
    },
    (run, env, path, input, emit) => {
      const { depth } = run;
      untilExit((exit) => code.paths(run, { value: exit, up: env }, path, input, emit));
      run.depth = depth;
    },
  );
};

export const compileBreak: CompileNode<'break'> = ({ name, at }, scope, { fail }) => {
  const hops = hopsTo(scope, 'label', name);
  if (hops < 0) fail(`$*label-${name} is not defined`, at);
  const leave = (env: Parameters<Code['each']>[1]): never => {
    throw outer(env, hops)?.value;
  };
  return stream(
    (_run, env) => leave(env),
    (_run, env) => leave(env),
  );
};

/** Runs `body` to its end or until it throws the exit that it was given. */
export function untilExit(body: (exit: Exit) => void): void {
  const exit = new Exit();
  try {
    body(exit);
  } catch (error) {
    if (error !== exit) throw error;
  }
}

/** Runs `body` up to its own first error. Errors inside `emitted` are not its own, and are passed on. */
function eachUntilError(
  body: (emitted: (emit: () => void) => void) => void,
  onError: (value: Json) => void = () => {},
): void {
  let outside = false;
  try {
    body((emit) => {
      outside = true;
      emit();
      outside = false;
    });
  } catch (error) {
    if (outside || !(error instanceof Raised)) throw error;
    onError(error.value);
  }
}
