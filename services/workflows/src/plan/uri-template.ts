import type { Json } from '@mesh/jq/json';
import { standardFault } from '../interpreter/workflow-fault.ts';

type Fields = Readonly<Record<string, Json>>;
const variable = /\{([^{}]+)\}/g;

/** Whether the endpoint of a call is written as a URI template: `https://host/pets/{petId}`. */
export function hasTemplate(given: Json): boolean {
  const uri = uriOf(given);
  return uri !== undefined && !uri.includes('${') && uri.search(variable) >= 0;
}

/** Puts the fields of the task's input into the endpoint's address: simple expansion of RFC 6570. */
export function withExpandedEndpoint(given: Json, input: Json): Json {
  const uri = uriOf(given);
  if (uri === undefined) return given;
  const fields = isFields(input) ? input : {};
  const expanded = uri.replace(variable, (_, name: string) => {
    const value = Object.hasOwn(fields, name) ? (fields[name] ?? null) : null;
    if (typeof value === 'object' && value !== null)
      throw standardFault('expression', `{${name}} of the address is an object or an array, which no address can hold`);
    return value === null ? '' : encodeURIComponent(value);
  });
  const { endpoint, ...rest } = given as Fields;
  return { ...rest, endpoint: isFields(endpoint ?? null) ? { ...(endpoint as Fields), uri: expanded } : expanded };
}

function uriOf(given: Json): string | undefined {
  const endpoint = isFields(given) ? given['endpoint'] : undefined;
  const uri = endpoint !== undefined && isFields(endpoint) ? endpoint['uri'] : endpoint;
  return typeof uri === 'string' ? uri : undefined;
}

function isFields(value: Json): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
