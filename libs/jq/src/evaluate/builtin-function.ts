import { prelude } from '../builtins/prelude.ts';
import { compilerOf } from './compile-node.ts';
import { compileFunction, newFunction } from './define.ts';
import { declare, type Func, rootScope } from './scope.ts';

const compiled = new Map<string, Func>();

/** The builtin of this name and number of arguments, if it is written in jq. It is compiled at its first call. */
export function builtinFunction(signature: string): Func | undefined {
  const known = compiled.get(signature);
  if (known !== undefined) return known;
  const found = prelude.get(signature);
  if (found === undefined) return undefined;
  const root = rootScope(null);
  const func = newFunction(found.definition, root);
  compiled.set(signature, func);
  compileFunction(func, declare(root, func), compilerOf(found.source));
  return func;
}
