import { type Fields, fieldsOf, isElsewhere, listOf, resolved } from '../document-fields.ts';

const MOST_TYPES = 10;
const mediaType = /^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+$/;

/** Whether a body of this type is JSON. */
export function isAsJson(type: string): boolean {
  return type === '*/*' || /\bjson\b/.test(type);
}

/**
 * The `Accept` header: JSON first, since workflows read it, then the other types that the document lists for an answer, then any
 * other. Undefined if it lists none.
 */
export function acceptedTypes(document: Fields, operation: Fields): string | undefined {
  const told =
    'swagger' in document ? listOf(operation['produces'] ?? document['produces']) : ofAnswers(document, operation);
  const types = [...new Set(told.map((type) => String(type).split(';', 1)[0]?.trim() ?? ''))]
    .filter((type) => mediaType.test(type))
    .slice(0, MOST_TYPES);
  if (types.length === 0) return undefined;
  const json = types.filter(isAsJson);
  const others = types.filter((type) => !isAsJson(type));
  return [...json, ...others.map((type) => (json.length > 0 ? `${type};q=0.5` : type)), '*/*;q=0.1'].join(', ');
}

function ofAnswers(document: Fields, operation: Fields): string[] {
  return Object.entries(fieldsOf(operation['responses'])).flatMap(([status, given]) => {
    if (!/^(?:2|default$)/.test(status) || isElsewhere(given)) return [];
    return Object.keys(fieldsOf(resolved(document, given)['content']));
  });
}
