import type { Budget } from '../budget.ts';
import { natives } from '../builtins/natives.ts';
import type { Json } from '../json.ts';
import { builtinFunction } from './builtin-function.ts';
import { type Closure, type Code, type Emit, type Env, finish, type One, outer, single, withTail } from './code.ts';
import type { CompileNode } from './compiler.ts';
import { type Frames, framesOf } from './frames.ts';
import { callee, type Func, type Scope } from './scope.ts';

export const compileCall: CompileNode<'call'> = ({ name, args, at }, scope, { compile, fail }) => {
  const target = callee(scope, name, args.length);
  if (target !== undefined && 'hops' in target) return callClosure(target.hops);
  const codes = args.map((arg) => compile(arg, scope));
  if (target !== undefined) {
    noteRecursion(target, scope);
    return callFunction(target, framesOf(target, codes, scope.depth - target.depth));
  }
  const signature = `${name}/${args.length}`;
  const native = Object.hasOwn(natives, signature) ? natives[signature] : undefined;
  if (native !== undefined) return native(codes);
  const builtin = builtinFunction(signature);
  if (builtin !== undefined) return callFunction(builtin, framesOf(builtin, codes, 'sees nothing'));
  const hint = args.length === 0 ? `: a field is told as .${name}` : '';
  return fail(`${signature} is not defined${hint}`, at);
};

/** A reference to a function that is still open makes everything open inside it part of the loop. */
function noteRecursion(target: Func, scope: Scope): void {
  if (!target.open) return;
  for (let at: Scope | null = scope; at !== null; at = at.up) {
    if (at.entry.kind !== 'function' || !at.entry.function.open) continue;
    at.entry.function.recursive = true;
    if (at.entry.function === target) return;
  }
}

/** A parameter is evaluated in the environment of its caller, on the current input. */
function callClosure(hops: number): Code {
  const closureIn = (env: Env | null) => outer(env, hops)?.value as Closure;
  return withTail(
    (run, env, input, emit) => {
      run.tick();
      const { code, env: theirs } = closureIn(env);
      return code.tail(run, theirs, input, emit);
    },
    (run, env, path, input, emit) => {
      run.tick();
      const { code, env: theirs } = closureIn(env);
      code.paths(run, theirs, path, input, emit);
    },
    true,
  );
}

function callFunction(func: Func, frames: Frames): Code {
  const body = () => func.code as Code;
  const enter = (run: Budget, frame: Env | null, input: Json, emit: Emit) => {
    run.enter();
    finish(body().tail(run, frame, input, emit), run, emit);
    run.leave();
  };
  const paths: Code['paths'] = (run, env, path, input, emit) => {
    run.enter();
    frames.each(run, env, input, (frame) => body().paths(run, frame, path, input, emit));
    run.leave();
  };
  const { one } = frames;
  if (one === null)
    return withTail(
      (run, env, input, emit) => {
        frames.each(run, env, input, (frame) => enter(run, frame, input, emit));
        return null;
      },
      paths,
      false,
    );
  if (func.single)
    return {
      ...single((run, env, input) => {
        run.tick();
        run.enter();
        const value = (body().one as One)(run, one(run, env, input), input);
        run.leave();
        return value;
      }),
      paths,
    };
  const loops = func.open || func.recursive;
  return {
    ...withTail(
      (run, env, input, emit) => {
        run.tick();
        if (loops) return { code: body(), env: one(run, env, input), input };
        enter(run, one(run, env, input), input, emit);
        return null;
      },
      paths,
      loops,
    ),
    each: (run, env, input, emit) => {
      run.tick();
      enter(run, one(run, env, input), input, emit);
    },
  };
}
