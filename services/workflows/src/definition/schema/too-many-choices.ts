import { isObject } from '../dsl/choice.ts';

/** Compiling `oneOf` takes quadratic time: 2,500 alternatives block the process for half a minute. */
const MOST_CHOICES = 200;

/** Whether a JSON Schema has a `oneOf` with too many alternatives. */
export function hasTooManyChoices(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.some(hasTooManyChoices);
  if (!isObject(schema)) return false;
  const { oneOf: choices } = schema;
  if (Array.isArray(choices) && choices.length > MOST_CHOICES) return true;
  return Object.values(schema).some(hasTooManyChoices);
}
