import { pathOf } from '@mesh/contracts/json-pointer';
import type { ErrorObject } from 'ajv';

const A_LIST =
  'is a list: call it prefixItems, as draft 2020-12 does, or name draft 7 by "$schema": "http://json-schema.org/draft-07/schema#"';

/** Why a schema is invalid, each fault once: a draft reports it for every path that leads there. */
export function schemaFaults(schema: unknown, errors: readonly ErrorObject[]): string {
  const told = errors.map(({ instancePath, message }) => {
    const isList = instancePath.endsWith('/items') && Array.isArray(valueAt(schema, instancePath));
    return `${instancePath || '/'} ${isList ? A_LIST : (message ?? 'does not fit')}`;
  });
  return [...new Set(told)].join('; ');
}

function valueAt(whole: unknown, pointer: string): unknown {
  return pathOf(pointer).reduce((value, step) => Object(value)[step] as unknown, whole);
}
