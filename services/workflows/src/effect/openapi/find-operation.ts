import { standardFault } from '../../workflow-fault.ts';
import { type Fields, fieldsOf, listOf, resolved } from '../document-fields.ts';
import { methods } from '../http/http-arguments.ts';

export type FoundOperation = {
  readonly method: (typeof methods)[number];
  /** With parameters in braces. */
  readonly path: string;
  /** Its own, and those of its path that it does not spell anew. */
  readonly parameters: readonly Fields[];
  readonly operation: Fields;
  readonly pathItem: Fields;
};

/** The operation with this id in a document of OpenAPI 3 or Swagger 2. Throws `WorkflowFault` where there is none. */
export function findOperation(document: Fields, operationId: string): FoundOperation {
  for (const [path, given] of Object.entries(fieldsOf(document['paths']))) {
    const pathItem = resolved(document, given);
    for (const method of methods) {
      const operation = fieldsOf(pathItem[method.toLowerCase()]);
      if (operation['operationId'] !== operationId) continue;
      const [own, shared] = [operation, pathItem].map((part) => listOf(part['parameters']));
      const parameters = new Map<string, Fields>();
      for (const one of [...(shared ?? []), ...(own ?? [])]) {
        const parameter = resolved(document, one);
        parameters.set(`${parameter['in']} ${parameter['name']}`, parameter);
      }
      return { method, path, parameters: [...parameters.values()], operation, pathItem };
    }
  }
  throw standardFault('configuration', `the document has no operation ${operationId}`);
}
