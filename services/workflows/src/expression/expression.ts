import { compile } from '@mesh/jq/compile';
import { JqError, JqLimitError, JqSyntaxError, JqTextError } from '@mesh/jq/jq-error';
import { isTrue, type Json } from '@mesh/jq/json';
import { MOST_BYTES } from '../payload/size.ts';
import { catchFault, standardFault } from '../workflow-fault.ts';
import type { Bindings, Evaluate } from './evaluate.ts';
import { unwrapped } from './expression-text.ts';
import { handleOf, secretsNamed } from './secret-handles.ts';

/** Limits of one evaluation. A hostile expression faults its own task only. */
const limits = {
  operations: 2_000_000,
  milliseconds: 250,
  bytes: 64 * 1_024 * 1_024,
  outputs: 1,
  outputBytes: MOST_BYTES,
  plainText: true,
  trustsInput: true,
};

/** Names that every expression may use. */
export const standardNames = [
  'context',
  'input',
  'output',
  'secrets',
  'authorization',
  'task',
  'workflow',
  'runtime',
] as const;
/** Variable of the time of evaluation in ms, which `now` returns, so that journals replay alike. */
export const NOW = ' now';

/** Marker among the names in scope: expressions need no `${ }`. No variable can have this name. */
export const LOOSE = ' loose';

/** Compiles jq. `names` are the variables in scope besides the standard ones. Throws `WorkflowFault` for invalid jq. */
export function expression(source: string, names: readonly string[] = []): Evaluate {
  const program = compiled(unwrapped(source), names);
  const used = program.variables.filter((name) => name !== 'secrets');
  const secrets = used.length < program.variables.length ? { secrets: handlesFor(unwrapped(source)) } : {};
  return (input, bindings) => {
    const values: Record<string, Json> = { ...secrets };
    for (const name of used) values[name] = bindings(name);
    try {
      return program.first(input, values, { ...limits, now: Number(bindings(NOW)) }) ?? null;
    } catch (error) {
      if (error instanceof JqLimitError)
        throw standardFault('expression', `the expression exceeds its budget of ${error.limit}`);
      if (error instanceof JqTextError)
        throw standardFault('expression', 'the expression gives a text with U+0000 or half of a surrogate pair');
      if (error instanceof JqError) throw standardFault('expression', error.message);
      throw error;
    }
  };
}

/** Compiles an optional condition. */
export function condition(source: string | undefined, names: readonly string[]): Evaluate | undefined {
  return source === undefined ? undefined : expression(source, names);
}

/** The value of `$secrets`: a handle for each secret that the expression names. */
function handlesFor(source: string): Json {
  const secrets: Record<string, Json> = {};
  for (const { name, field } of secretsNamed(source) ?? []) {
    const fields = secrets[name];
    const made = handleOf({ name, field });
    secrets[name] = field === '' ? made : { ...(typeof fields === 'object' ? fields : {}), [field]: made };
  }
  return secrets;
}

function compiled(source: string, names: readonly string[]) {
  try {
    return compile(source, { variables: [...standardNames, ...names] });
  } catch (error) {
    if (error instanceof JqSyntaxError) throw standardFault('expression', `not a jq expression: ${error.message}`);
    throw error;
  }
}

/** Evaluates a condition. */
export function holds(evaluate: Evaluate, input: Json, bindings: Bindings): boolean {
  return isTrue(evaluate(input, bindings));
}

/** The same for data of unknown shape: a condition that fails to evaluate is false. */
export function surelyHolds(evaluate: Evaluate, input: Json, bindings: Bindings): boolean {
  return catchFault(
    () => holds(evaluate, input, bindings),
    () => false,
  );
}
