import type { Json } from '../json.ts';
import { type Code, type Env, outer, single, stream, withTail } from './code.ts';
import type { CompileNode } from './compiler.ts';
import { eachThenTail } from './each-then-tail.ts';
import { freeVariables, hopsTo } from './scope.ts';

const identity = single((_run, _env, input) => input);

export const compileIdentity: CompileNode<'identity'> = () => identity;

export const compileLiteral: CompileNode<'literal'> = ({ value }) => single(() => value);

export const compileVariable: CompileNode<'variable'> = ({ name, at }, scope, { fail }) => {
  const hops = hopsTo(scope, 'variable', name);
  if (hops === 0) return single((_run, env) => (env as Env).value as Json);
  if (hops > 0) return single((_run, env) => outer(env, hops)?.value as Json);
  const free = freeVariables(scope);
  const index = free?.indexOf(name) ?? -1;
  if (index >= 0) return single((run) => run.variables[index] ?? null);
  if (name === 'ENV') return single(() => ({}));
  const meant = free?.like(name);
  return fail(`$${name} is not defined${meant === undefined ? '' : `, $${meant} is`}`, at);
};

export const compilePipe: CompileNode<'pipe'> = ({ left, right }, scope, { compile }) =>
  pipe(compile(left, scope), compile(right, scope));

export function pipe(left: Code, right: Code): Code {
  const [first, second] = [left.one, right.one];
  const paths: Code['paths'] = (run, env, path, input, emit) =>
    left.paths(run, env, path, input, (inner, value) => right.paths(run, env, inner, value, emit));
  if (first !== null && second !== null)
    return { ...single((run, env, input) => second(run, env, first(run, env, input))), paths };
  if (first !== null)
    return withTail((run, env, input, emit) => right.tail(run, env, first(run, env, input), emit), paths, right.loops);
  if (second !== null)
    return stream(
      (run, env, input, emit) => left.each(run, env, input, (value) => emit(second(run, env, value))),
      paths,
    );
  if (!right.loops)
    return stream(
      (run, env, input, emit) => left.each(run, env, input, (value) => right.each(run, env, value, emit)),
      paths,
    );
  return eachThenTail(left, (env, value) => ({ code: right, env, input: value }), true, paths);
}

export const compileComma: CompileNode<'comma'> = ({ items }, scope, { compile }) => {
  const codes = items.map((item) => compile(item, scope));
  const last = codes.pop() as Code;
  return withTail(
    (run, env, input, emit) => {
      for (const code of codes) code.each(run, env, input, emit);
      return last.tail(run, env, input, emit);
    },
    (run, env, path, input, emit) => {
      for (const code of codes) code.paths(run, env, path, input, emit);
      last.paths(run, env, path, input, emit);
    },
    last.loops,
  );
};
