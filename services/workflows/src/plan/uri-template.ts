import type { Json } from '@mesh/jq/json';
import { wholeExpression } from '../definition/expression-text.ts';

type Fields = Readonly<Record<string, Json>>;
const variable = /\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Whether the endpoint of a call is written as a URI template: `https://host/pets/{petId}`. */
export function hasTemplate(given: Json): boolean {
  const uri = uriOf(given);
  return uri !== undefined && wholeExpression(uri) === undefined && uri.search(variable) >= 0;
}

/** Puts the fields of the task's input into the endpoint's address: simple expansion of RFC 6570. */
export function withExpandedEndpoint(given: Json, input: Json): Json {
  const uri = uriOf(given);
  if (uri === undefined) return given;
  const fields = isFields(input) ? input : {};
  const expanded = uri.replace(variable, (_, name: string) => {
    const value = Object.hasOwn(fields, name) ? fields[name] : null;
    return value === null || value === undefined
      ? ''
      : encodeURIComponent(typeof value === 'object' ? JSON.stringify(value) : String(value));
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
