import type { Json } from '@mesh/jq/json';
import { Ajv } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { standardFault } from '../interpreter/workflow-fault.ts';
import { linearRegExp } from './linear-reg-exp.ts';
import type { Check } from './plan.ts';

const MOST_FAULTS = 10;
const options = { strict: false, allErrors: true, validateFormats: false, code: { regExp: linearRegExp } } as const;
/** Ajv keeps something of all that it compiles, such as patterns: after so many schemas another takes its place. */
const MOST_COMPILED = 200;
const latest = renewed(() => new Ajv2020(options));
/** Older drafts by what their `$schema` holds, each made when a schema asks for it. */
const older = [
  [/\/2019-09\//, renewed(() => new Ajv2019(options))],
  [/\/draft-0[67]\//, renewed(() => new Ajv(options))],
] as const;

/** Compiles a JSON Schema: of draft 2020-12, or of the one that its `$schema` names. Throws `WorkflowFault` for one that cannot be used. */
export function checkSchema(schema: Json): Check {
  const fits = compiled(schema);
  return (value) => {
    if (fits(value)) return;
    const faults = (fits.errors ?? []).slice(0, MOST_FAULTS);
    const told = faults.map(({ instancePath, message }) => `${instancePath || '/'} ${message ?? 'does not fit'}`);
    throw standardFault('validation', told.join('; '));
  };
}

function compiled(schema: Json) {
  const { $id: _shared, $schema: draft = '', ...rest } = schema as Record<string, Json>; // two documents may give two schemas one name
  const ajv = older.find(([name]) => name.test(String(draft)))?.[1]() ?? latest();
  try {
    return ajv.compile(rest);
  } catch (error) {
    throw standardFault(
      'configuration',
      `the schema cannot be used: ${error instanceof Error ? error.message : error}`,
    );
  } finally {
    ajv.removeSchema(rest);
  }
}

function renewed<T>(make: () => T): () => T {
  let made: T | undefined;
  let uses = 0;
  return () => {
    if (uses++ % MOST_COMPILED === 0 || made === undefined) made = make();
    return made;
  };
}
