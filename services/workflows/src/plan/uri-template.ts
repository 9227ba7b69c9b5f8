import type { Json } from '@mesh/jq/json';
import { standardFault } from '../interpreter/workflow-fault.ts';
import { isFields, mapAddresses } from './policies.ts';

const variable = /\{([^{}]+)\}/g;

/** Whether an address among the arguments of a call is written as a URI template: `https://host/pets/{petId}`. */
export function hasTemplate(given: Json): boolean {
  let found = false;
  mapAddresses(given, (uri) => {
    found ||= !uri.includes('${') && uri.search(variable) >= 0;
    return uri;
  });
  return found;
}

/** Puts the fields of the task's input into the addresses: simple expansion of RFC 6570. Throws `WorkflowFault` for what no address holds. */
export function withExpandedAddresses(given: Json, input: Json): Json {
  const fields = isFields(input) ? input : {};
  const expanded = (_: string, name: string) => {
    const value = Object.hasOwn(fields, name) ? (fields[name] ?? null) : null;
    if (typeof value === 'object' && value !== null)
      throw standardFault('expression', `{${name}} of the address is an object or an array, which no address can hold`);
    return value === null ? '' : encodeURIComponent(value);
  };
  return mapAddresses(given, (uri) => uri.replace(variable, expanded));
}
