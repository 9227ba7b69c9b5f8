import { isObject } from '../dsl/choice.ts';

/** The code that tells whether one alone fits takes the square of their number to compile: 2,500 hold a process up for half a minute. */
const MOST_CHOICES = 200;

/** Whether a JSON Schema asks somewhere for one of more than can be told apart in time. */
export function hasTooManyChoices(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.some(hasTooManyChoices);
  if (!isObject(schema)) return false;
  const { oneOf: choices } = schema;
  if (Array.isArray(choices) && choices.length > MOST_CHOICES) return true;
  return Object.values(schema).some(hasTooManyChoices);
}
