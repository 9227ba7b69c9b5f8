import type { Json } from '@mesh/jq/json';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { standardFault } from '../interpreter/workflow-fault.ts';
import { linearRegExp } from './linear-reg-exp.ts';
import type { Check } from './plan.ts';

const MOST_FAULTS = 10;
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, code: { regExp: linearRegExp } });

/** Compiles a JSON Schema (2020-12) that stands in a document. Throws `WorkflowFault` for one that cannot be used. */
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
  const { $id: _shared, ...rest } = schema as Record<string, Json>; // two documents may give two schemas one name
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
