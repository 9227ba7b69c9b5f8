import { Budget } from './budget.ts';
import type { Code } from './evaluate/code.ts';
import { compilerOf } from './evaluate/compile-node.ts';
import { type Exit, untilExit } from './evaluate/escapes.ts';
import { FreeVariables, rootScope } from './evaluate/scope.ts';
import { JqError, JqLimitError, JqSyntaxError } from './jq-error.ts';
import type { Json } from './json.ts';
import type { Limits } from './limits.ts';
import { Output } from './output.ts';
import { Raised } from './raised.ts';
import { isPart } from './syntax/is-part.ts';
import { parse } from './syntax/parse.ts';
import { preview } from './values/describe.ts';
import { own } from './values/objects.ts';

export type Bindings = Readonly<Record<string, Json>>;

/** A compiled jq program, which can run any number of times. Inputs are never changed; results may share parts with them. */
type Program = {
  readonly source: string;
  /** The free variables that it uses, without `$`. */
  readonly variables: readonly string[];
  /** Every output, in order. Throws `JqError` or `JqLimitError`. */
  run(input: Json, bindings: Bindings, limits: Limits): Json[];
  /** The first output, or `undefined` if there is none. Computes no more than that. */
  first(input: Json, bindings: Bindings, limits: Limits): Json | undefined;
};

/** Compiles a program. `variables` are the names that a run will bind. Throws `JqSyntaxError`. */
export function compile(source: string, { variables = [] }: { variables?: readonly string[] } = {}): Program {
  const free = new FreeVariables(variables);
  const [code, isTaken] = orTooDeep(source, () => {
    const tree = parse(source);
    return [compilerOf(source).compile(tree, rootScope(free)), isPart(tree)];
  });
  return {
    source,
    variables: free.used,
    run: (input, bindings, limits) =>
      evaluate(() => {
        const [run, output] = begin(free.used, bindings, limits);
        const values: Json[] = [];
        code.each(run, null, input, (value) => values.push(output.take(value)));
        return values;
      }),
    first: (input, bindings, limits) =>
      evaluate(() => {
        const [run, output] = begin(free.used, bindings, limits);
        const isKnown = isTaken && limits.trustsInput === true;
        return firstOf(code, run, input, isKnown ? (value) => value : (value) => output.take(value));
      }),
  };
}

function begin(names: readonly string[], bindings: Bindings, limits: Limits): [Budget, Output] {
  const run = new Budget(
    limits,
    names.map((name) => own(bindings, name) ?? null),
  );
  return [run, new Output(run, limits)];
}

function firstOf(code: Code, run: Budget, input: Json, take: (value: Json) => Json): Json | undefined {
  if (code.one !== null) return take(code.one(run, null, input));
  let first: Json | undefined;
  untilExit((exit: Exit) =>
    code.each(run, null, input, (value) => {
      first = take(value);
      throw exit;
    }),
  );
  return first;
}

/**
 * Converts what ended an evaluation into the errors that callers know. A stack or a string that grew too large counts as a limit.
 */
function evaluate<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof Raised) throw new JqError(error.value, messageOf(error.value));
    if (error instanceof RangeError) throw new JqLimitError(/stack/.test(error.message) ? 'depth' : 'bytes');
    throw error;
  }
}

function messageOf(value: Json): string {
  return typeof value === 'string' ? value : `${preview(value, 200)} (not a string)`;
}

function orTooDeep<Result>(source: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new JqSyntaxError('the expression nests too deep', source, 0);
    throw error;
  }
}
