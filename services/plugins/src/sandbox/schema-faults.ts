import { type Schema, Validator } from '@cfworker/json-schema';
import type { Fault } from '@mesh/contracts/mesh-error';

const MOST_FAULTS = 20;

/**
 * The errors of `value` by the schema, below `root`. The validator interprets the schema, so that it never becomes code. It may
 * still run for ever, so it is called only in the sandbox process.
 */
export function schemaFaults(schema: Record<string, unknown>, value: unknown, root: string): Fault[] {
  const { valid, errors } = new Validator(schema as Schema, '2020-12', false).validate(value);
  if (valid) return [];
  const leaves = errors.filter(
    ({ instanceLocation }, i) =>
      !errors.some((other, j) => j !== i && other.instanceLocation.startsWith(`${instanceLocation}/`)),
  );
  return leaves
    .slice(0, MOST_FAULTS)
    .map(({ instanceLocation, error }) => ({ pointer: root + instanceLocation.slice(1), message: error }));
}
