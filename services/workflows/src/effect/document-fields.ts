import { unescaped } from '@mesh/contracts/json-pointer';
import { percentDecoded } from '@mesh/contracts/percent-decoded';
import { standardFault } from '../workflow-fault.ts';

/** A part of an unvalidated document, such as of OpenAPI or AsyncAPI. */
export type Fields = Readonly<Record<string, unknown>>;

const MOST_STEPS = 16;

/** Resolves a reference by JSON Pointer within the same document. Throws `WorkflowFault` if it leads nowhere. */
export function resolved(document: Fields, given: unknown): Fields {
  let value = fieldsOf(given);
  for (let steps = 0; typeof value['$ref'] === 'string'; steps++) {
    const reference = value['$ref'];
    if (isElsewhere(value) || steps > MOST_STEPS)
      throw standardFault('configuration', `the document refers to ${reference}, which is not in it`);
    value = fieldsOf(at(document, stepsOf(reference)));
  }
  return value;
}

/** Whether it refers to another document, which is not loaded. */
export function isElsewhere(given: unknown): boolean {
  const { $ref: reference } = fieldsOf(given);
  return typeof reference === 'string' && !reference.startsWith('#/');
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce((part, name) => (Object.hasOwn(Object(part), name) ? (part as Fields)[name] : undefined), value);
}

/** The path of a reference within the same document: a JSON Pointer as a fragment. */
export function stepsOf(reference: string): string[] {
  return reference
    .slice(2)
    .split('/')
    .map((step) => unescaped(percentDecoded(step)));
}

/** Fields of an object, none of anything else; likewise items of an array. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
