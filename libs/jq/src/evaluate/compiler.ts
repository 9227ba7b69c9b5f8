import type { Ast } from '../syntax/ast.ts';
import type { Code } from './code.ts';
import type { Scope } from './scope.ts';

/** What compiling a kind of node needs. `compile` compiles its parts. */
export type Compiler = {
  readonly compile: (node: Ast, scope: Scope) => Code;
  readonly fail: (message: string, at: number) => never;
};

type NodeOf<Type extends Ast['type']> = Extract<Ast, { type: Type }>;
export type CompileNode<Type extends Ast['type']> = (node: NodeOf<Type>, scope: Scope, compiler: Compiler) => Code;
