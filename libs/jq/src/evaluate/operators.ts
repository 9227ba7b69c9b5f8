import type { Budget } from '../budget.ts';
import type { Json } from '../json.ts';
import type { Binary } from '../syntax/ast.ts';
import { add, divide, multiply, remainder, subtract } from '../values/arithmetic.ts';
import { compare, equal } from '../values/compare.ts';
import { raiseAbout } from '../values/describe.ts';
import { type Code, single, stream } from './code.ts';
import type { CompileNode } from './compiler.ts';

export type Operation = (run: Budget, left: Json, right: Json) => Json;

export const operations: Readonly<Record<Binary, Operation>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '%': remainder,
  '==': equal,
  '!=': (run, left, right) => !equal(run, left, right),
  '<': (run, left, right) => compare(run, left, right) < 0,
  '<=': (run, left, right) => compare(run, left, right) <= 0,
  '>': (run, left, right) => compare(run, left, right) > 0,
  '>=': (run, left, right) => compare(run, left, right) >= 0,
};

export const compileBinary: CompileNode<'binary'> = ({ operator, left, right }, scope, { compile }) =>
  binary(operations[operator], compile(left, scope), compile(right, scope));

/** Evaluates the right side first, and for each of its outputs the left. */
function binary(operation: Operation, left: Code, right: Code): Code {
  const [leftOne, rightOne] = [left.one, right.one];
  if (leftOne !== null && rightOne !== null)
    return single((run, env, input) => {
      run.tick();
      const second = rightOne(run, env, input);
      return operation(run, leftOne(run, env, input), second);
    });
  return stream((run, env, input, emit) =>
    right.each(run, env, input, (second) =>
      left.each(run, env, input, (first) => {
        run.tick();
        emit(operation(run, first, second));
      }),
    ),
  );
}

export const compileNegate: CompileNode<'negate'> = ({ body }, scope, { compile }) =>
  mapped(compile(body, scope), (_run, value) =>
    typeof value === 'number' ? -value : raiseAbout(value, 'cannot be negated'),
  );

/** Applies `change` to every output. */
export function mapped(code: Code, change: (run: Budget, value: Json) => Json): Code {
  const { one } = code;
  if (one !== null)
    return single((run, env, input) => {
      run.tick();
      return change(run, one(run, env, input));
    });
  return stream((run, env, input, emit) =>
    code.each(run, env, input, (value) => {
      run.tick();
      emit(change(run, value));
    }),
  );
}
