import type { Json } from '../json.ts';
import type { Definition } from '../syntax/ast.ts';
import { mentions } from '../syntax/mentions.ts';
import type { Code } from './code.ts';
import type { CompileNode, Compiler } from './compiler.ts';
import { type Bound, bind, declare, type Func, type Scope } from './scope.ts';

/** Trying whether a recursive function has one output compiles its body more than once, which deep nesting is not worth. */
const DEEPEST_GUESS = 1;

export const compileDefine: CompileNode<'define'> = ({ definitions, body }, scope, compiler) => {
  let inner = scope;
  for (const definition of definitions) {
    const func = newFunction(definition, inner);
    inner = declare(inner, func);
    compileFunction(func, inner, compiler);
  }
  return compiler.compile(body, inner);
};

export function newFunction(definition: Definition, scope: Scope): Func {
  return {
    definition,
    bound: parametersOf(definition),
    depth: scope.depth,
    code: null,
    single: false,
    open: false,
    recursive: false,
  };
}

/** Compiles the body of a function; `scope` already knows the function itself. */
export function compileFunction(func: Func, scope: Scope, compiler: Compiler): Code {
  const { name, parameters, body } = func.definition;
  const inside = func.bound.reduce((outer, { kind, name: bound }) => bind(outer, kind, bound), scope);
  func.open = true;
  const code = mentions(body, name, parameters.length)
    ? compileRecursive(func, inside, compiler)
    : compiler.compile(body, inside);
  func.single = code.one !== null;
  func.open = false;
  func.code = code;
  return code;
}

/** Assumes first that a recursive function has one output, and keeps the assumption if its compiled body confirms it. */
function compileRecursive(func: Func, inside: Scope, compiler: Compiler): Code {
  const { body } = func.definition;
  const safe = compiler.compile(body, inside);
  if (nesting(inside) > DEEPEST_GUESS) return safe;
  func.single = true;
  const guessed = compiler.compile(body, inside);
  if (guessed.one === null) {
    func.single = false;
    return compiler.compile(body, inside);
  }
  return safe.loops ? looping(safe) : guessed;
}

/** The one output of code that calls itself last, found without going deeper. */
function looping(code: Code): Code {
  return {
    ...code,
    one: (run, env, input) => {
      let found: Json = null;
      code.each(run, env, input, (value) => {
        found = value;
      });
      return found;
    },
  };
}

/** What a call binds, in order: arguments as closures first, then the values of `$` parameters. */
function parametersOf({ parameters, body }: Definition): Bound[] {
  const all = parameters.map((parameter, index) => ({ ...parameter, index }));
  return [
    ...all
      .filter(({ by, name }) => by === 'closure' || mentions(body, name, 0))
      .map(({ name, index }) => ({ kind: 'closure' as const, name, index })),
    ...all.filter(({ by }) => by === 'value').map(({ name, index }) => ({ kind: 'variable' as const, name, index })),
  ];
}

function nesting(scope: Scope): number {
  let open = 0;
  for (let at: Scope | null = scope; at !== null; at = at.up)
    if (at.entry.kind === 'function' && at.entry.function.open) open += 1;
  return open;
}
