import { httpMethod } from '@mesh/contracts/http-method';
import { standardFault } from '../../workflow-fault.ts';
import { type Fields, fieldsOf, listOf, resolved } from '../document-fields.ts';

/** The methods that have a field of a path. */
const methods = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'query'] as const;

export type FoundOperation = {
  /** In capitals. */
  readonly method: string;
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
    for (const [name, given] of operationsOf(pathItem)) {
      const operation = fieldsOf(given);
      if (operation['operationId'] !== operationId) continue;
      const { data: method } = httpMethod.safeParse(name.toUpperCase());
      if (method === undefined)
        throw standardFault('configuration', `${operationId} is called by ${name}`, { status: 501 });
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

/** By method: those of OpenAPI, and others that version 3.2 lets a path name. */
function operationsOf(pathItem: Fields): (readonly [method: string, operation: unknown])[] {
  const known = methods.map((method) => [method, pathItem[method]] as const);
  return [...known, ...Object.entries(fieldsOf(pathItem['additionalOperations']))];
}
