import { unescaped } from '@mesh/contracts/json-pointer';
import { standardFault } from '../../interpreter/workflow-fault.ts';

export type Fields = Readonly<Record<string, unknown>>;
export type FoundOperation = {
  readonly method: string;
  /** With parameters in braces. */
  readonly path: string;
  /** Its own, and those of its path that it does not spell anew. */
  readonly parameters: readonly Fields[];
  readonly operation: Fields;
  readonly pathItem: Fields;
};

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] as const;
const MOST_STEPS = 16;

/** The operation with this id in a document of OpenAPI 3 or Swagger 2. Throws `WorkflowFault` where there is none. */
export function findOperation(document: Fields, operationId: string): FoundOperation {
  for (const [path, given] of Object.entries(fieldsOf(document['paths']))) {
    const pathItem = resolved(document, given);
    for (const method of methods) {
      const operation = fieldsOf(pathItem[method]);
      if (operation['operationId'] !== operationId) continue;
      const [own, shared] = [operation, pathItem].map((part) => listOf(part['parameters']));
      const parameters = new Map<string, Fields>();
      for (const one of [...(shared ?? []), ...(own ?? [])]) {
        const parameter = resolved(document, one);
        parameters.set(`${parameter['in']} ${parameter['name']}`, parameter);
      }
      return { method: method.toUpperCase(), path, parameters: [...parameters.values()], operation, pathItem };
    }
  }
  throw standardFault('configuration', `the document has no operation ${operationId}`);
}

/** What a value is, or refers to by a JSON Pointer into the same document. */
export function resolved(document: Fields, given: unknown): Fields {
  let value = fieldsOf(given);
  for (let steps = 0; typeof value['$ref'] === 'string'; steps++) {
    const reference = value['$ref'];
    if (!reference.startsWith('#/') || steps > MOST_STEPS)
      throw standardFault('configuration', `the document refers to ${reference}, which is not in it`);
    value = fieldsOf(at(document, reference.slice(2).split('/').map(decoded)));
  }
  return value;
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce((part, name) => (Object.hasOwn(Object(part), name) ? (part as Fields)[name] : undefined), value);
}

function decoded(step: string): string {
  const plain = unescaped(step);
  return /%[0-9a-f]{2}/i.test(plain) ? decodeURIComponent(plain) : plain;
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
