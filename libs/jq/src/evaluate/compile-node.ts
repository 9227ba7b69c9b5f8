import { JqSyntaxError } from '../jq-error.ts';
import type { Ast } from '../syntax/ast.ts';
import { compileAs } from './as.ts';
import { compileCall } from './call.ts';
import type { Code } from './code.ts';
import { compileArray, compileObject } from './collections.ts';
import type { CompileNode, Compiler } from './compiler.ts';
import { compileAlternative, compileAnd, compileIf, compileOr } from './conditions.ts';
import { compileDefine } from './define.ts';
import { compileBreak, compileLabel, compileTry } from './escapes.ts';
import { compileForeach, compileReduce } from './folds.ts';
import { compileIndex, compileIterate, compileSlice } from './index-steps.ts';
import { compileBinary, compileNegate } from './operators.ts';
import { compileComma, compileIdentity, compileLiteral, compilePipe, compileVariable } from './plain.ts';
import type { Scope } from './scope.ts';
import { compileFormat, compileText } from './text.ts';
import { compileUpdate } from './updates.ts';

const kinds: { readonly [Type in Ast['type']]: CompileNode<Type> } = {
  identity: compileIdentity,
  literal: compileLiteral,
  variable: compileVariable,
  pipe: compilePipe,
  comma: compileComma,
  text: compileText,
  format: compileFormat,
  index: compileIndex,
  slice: compileSlice,
  iterate: compileIterate,
  array: compileArray,
  object: compileObject,
  binary: compileBinary,
  negate: compileNegate,
  and: compileAnd,
  or: compileOr,
  alternative: compileAlternative,
  if: compileIf,
  try: compileTry,
  label: compileLabel,
  break: compileBreak,
  as: compileAs,
  reduce: compileReduce,
  foreach: compileForeach,
  update: compileUpdate,
  call: compileCall,
  define: compileDefine,
};

/** Compiles the nodes of one source. */
export function compilerOf(source: string): Compiler {
  const compiler: Compiler = {
    compile(node, scope) {
      const kind = kinds[node.type] as (node: Ast, scope: Scope, compiler: Compiler) => Code;
      return kind(node, scope, compiler);
    },
    fail(message, at) {
      throw new JqSyntaxError(message, source, at);
    },
  };
  return compiler;
}
