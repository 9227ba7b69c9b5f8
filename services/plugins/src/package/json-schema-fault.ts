import { pathOf } from '@mesh/contracts/json-pointer';
import { Ajv2020 } from 'ajv/dist/2020.js';

const DEEPEST = 32;
const LONGEST = 64 * 1024;
const A_LIST = 'a list of schemas is called prefixItems in draft 2020-12';
const ajv = new Ajv2020({ strict: false, allErrors: false, verbose: true }); // errors include their data

type SchemaFault = { path: string[]; message: string };

/**
 * Why `schema` is not a JSON Schema that we accept (draft 2020-12, self-contained); undefined if it is. It is only validated
 * against the meta-schema and never compiled, so that a stranger's schema does not become code.
 */
export function jsonSchemaFault(schema: Record<string, unknown>): SchemaFault | undefined {
  if (JSON.stringify(schema).length > LONGEST)
    return { path: [], message: `a schema has at most ${LONGEST} characters` };
  const own = walk(schema, []);
  if (own) return own;
  if (ajv.validateSchema(schema) === true) return undefined;
  const [error] = ajv.errors ?? [];
  const path = pathOf(error?.instancePath ?? '');
  const isList = path.at(-1) === 'items' && Array.isArray(error?.data);
  return { path, message: `no JSON Schema: ${isList ? A_LIST : (error?.message ?? 'it fits no draft')}` };
}

function walk(value: unknown, path: string[]): SchemaFault | undefined {
  if (path.length > DEEPEST) return { path, message: `nested deeper than ${DEEPEST} levels` };
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const here = [...path, key];
    if (key === '__proto__') return { path: here, message: 'no such name' };
    if (
      /^\$(id|schema|dynamicRef|recursiveRef|anchor|dynamicAnchor|vocabulary)$/.test(key) &&
      typeof inner === 'string' &&
      !isDraft(key, inner)
    )
      return { path: here, message: 'a schema refers to nothing outside and has no name' };
    if (key === '$ref' && !(typeof inner === 'string' && /^#(\/|$)/.test(inner)))
      return { path: here, message: 'a schema refers to its own parts alone: #/$defs/…' };
    const deeper = walk(inner, here);
    if (deeper) return deeper;
  }
  return undefined;
}

function isDraft(key: string, value: string): boolean {
  return key === '$schema' && /^https:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/.test(value);
}
