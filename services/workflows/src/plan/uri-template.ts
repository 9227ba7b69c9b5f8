import { isObject, type Json } from '@mesh/jq/json';
import { standardFault } from '../workflow-fault.ts';
import { mapAddresses } from './map-arguments.ts';

const variable = /\{([^{}]+)\}/g;

/** Whether an address among the arguments of a call is written as a URI template: `https://host/pets/{petId}`. */
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
 * Puts the fields of the task's input into the addresses that the document spells as templates: simple expansion of RFC 6570. What an
 * expression has made stays as it is. Throws `WorkflowFault` for what no address holds.
 */
export function withExpandedAddresses(given: Json, spelled: Json, input: Json): Json {
  const isSpelledSo = (before: Json | undefined) => typeof before === 'string' && isTemplate(before);
  return mapAddresses(given, (uri, before) => (isSpelledSo(before) ? expanded(uri, input, encodedPart) : uri), spelled);
}

const DOT = '%2E';
type Encode = (value: string | number | boolean) => string;

/** A value of dots is told from the dots of a document: whoever calls the address refuses it where it would lead elsewhere. */
const encodedPart: Encode = (value) =>
  /^\.{1,2}$/.test(String(value)) ? DOT.repeat(String(value).length) : encodeURIComponent(value);

/** Whether a value of dots has become a part of the path of an address. */
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
