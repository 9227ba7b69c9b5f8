import { compile } from '@mesh/jq/compile';
import { JqError, JqLimitError, JqSyntaxError, JqTextError } from '@mesh/jq/jq-error';
import { isTrue, type Json } from '@mesh/jq/json';
import { MOST_BYTES } from '../payload/size.ts';
import { catchFault, standardFault } from '../workflow-fault.ts';
import type { Bindings, Evaluate } from './evaluate.ts';
import { unwrapped } from './expression-text.ts';
import { handleOf, secretsNamed } from './secret-handles.ts';

/** What one evaluation may use and give. A hostile expression faults its task and nothing else. */
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
/** Answers the moment of the evaluation, in ms: what `now` gives, so that a journal replays alike. */
export const NOW = ' now';

/** Among the names in scope it says that expressions need no `${ }`: no variable can be called so. */
export const LOOSE = ' loose';

/** Compiles jq. `names` are the variables in scope besides the standard ones. Throws `WorkflowFault` for what is no jq. */
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

/** Compiles a condition that a document may leave out. */
export function condition(source: string | undefined, names: readonly string[]): Evaluate | undefined {
  return source === undefined ? undefined : expression(source, names);
}

/** What `$secrets` is to an expression: for each secret that it names a text that stands for it. */
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

/** The same of what may have any shape: a condition that cannot be evaluated on it does not hold. */
export function surelyHolds(evaluate: Evaluate, input: Json, bindings: Bindings): boolean {
  return catchFault(
    () => holds(evaluate, input, bindings),
    () => false,
  );
}
