import type { Json } from '@mesh/jq/json';
import { standardFault } from '../workflow-fault.ts';
import { isFields } from './is-fields.ts';
import { mapAddresses } from './policies.ts';

const variable = /\{([^{}]+)\}/g;

/** Whether an address among the arguments of a call is written as a URI template: `https://host/pets/{petId}`. */
export function hasTemplate(given: Json): boolean {
  let found = false;
  mapAddresses(given, (uri) => {
    found ||= isTemplate(uri);
    return uri;
  });
  return found;
}

export function isTemplate(uri: string): boolean {
  return !uri.includes('${') && uri.search(variable) >= 0;
}

/** Puts the fields of the task's input into the addresses: simple expansion of RFC 6570. Throws `WorkflowFault` for what no address holds. */
export function withExpandedAddresses(given: Json, input: Json): Json {
  return mapAddresses(given, (uri) => expanded(uri, input));
}

export function expanded(uri: string, input: Json): string {
  const fields = isFields(input) ? input : {};
  return uri.replace(variable, (_, name: string) => {
    const value = Object.hasOwn(fields, name) ? (fields[name] ?? null) : null;
    if (typeof value === 'object' && value !== null)
      throw standardFault('expression', `{${name}} of the address is an object or an array, which no address can hold`);
    return value === null ? '' : encodeURIComponent(value);
  });
}
