import { isObject, type Json } from '@mesh/jq/json';
import { standardFault } from '../workflow-fault.ts';
import { mapAddresses } from './map-arguments.ts';

const variable = /\{([^{}]+)\}/g;

/** Whether an address in the arguments of a call is a URI template: `https://host/pets/{petId}`. */
export function hasTemplate(given: Json): boolean {
  let found = false;
  const look = (uri: string) => {
    found ||= isTemplate(uri);
    return uri;
  };
  mapAddresses(given, look, given);
  return found;
}

export function isTemplate(uri: string): boolean {
  return !uri.includes('${') && uri.search(variable) >= 0;
}

/**
 * Expands URI templates of the document with fields of the task's input (simple expansion of RFC 6570). Addresses made by
 * expressions are left alone. Throws `WorkflowFault` for values that no address can hold.
 */
export function withExpandedAddresses(given: Json, spelled: Json, input: Json): Json {
  const isSpelledSo = (before: Json | undefined) => typeof before === 'string' && isTemplate(before);
  return mapAddresses(given, (uri, before) => (isSpelledSo(before) ? expanded(uri, input, encodedPart) : uri), spelled);
}

const DOT = '%2E';
type Encode = (value: string | number | boolean) => string;

/** Encodes a value of dots, so that it differs from dots in the document: the caller refuses it if it would change the path. */
const encodedPart: Encode = (value) =>
  /^\.{1,2}$/.test(String(value)) ? DOT.repeat(String(value).length) : encodeURIComponent(value);

/** Whether such a value has become a segment of the path. */
export function leadsElsewhere(uri: string): boolean {
  const [path = ''] = uri.split(/[?#]/, 1);
  return path.split('/').some((part) => part.includes('%') && /^(?:\.|%2e){1,2}$/i.test(part));
}

export function expanded(uri: string, input: Json, encode: Encode = encodeURIComponent): string {
  const fields = isObject(input) ? input : {};
  return uri.replace(variable, (_, name: string) => {
    const value = Object.hasOwn(fields, name) ? (fields[name] ?? null) : null;
    if (typeof value === 'object' && value !== null)
      throw standardFault('expression', `{${name}} of the address is an object or an array, which no address can hold`);
    return value === null ? '' : encode(value);
  });
}
