import { standardFault } from '../../workflow-fault.ts';
import { type Fields, fieldsOf, listOf } from '../document-fields.ts';
import type { Operation } from './operations-of.ts';

/** The base address of an operation's path, without a trailing slash. `documentUrl` is the address of the document. */
export function serverUrl({ document, operation, pathItem }: Operation, documentUrl: string): string {
  const spelled =
    'swagger' in document ? ofSwagger(document, operation, documentUrl) : ofOpenApi(document, operation, pathItem);
  const url = URL.parse(spelled, documentUrl);
  if (!url) throw standardFault('configuration', 'the document tells no address to call');
  return url.href.replace(/\/$/, '');
}

function ofSwagger(document: Fields, operation: Fields, documentUrl: string): string {
  const from = new URL(documentUrl);
  const told = [...listOf(operation['schemes'] ?? document['schemes'])].map(String);
  const scheme = told.includes('https') ? 'https' : (told[0] ?? from.protocol.replace(':', ''));
  return `${scheme}://${document['host'] ?? from.host}${document['basePath'] ?? ''}`;
}

/** The first server of the innermost list. */
function ofOpenApi(document: Fields, operation: Fields, pathItem: Fields): string {
  const [nearest] = [operation, pathItem, document]
    .map((part) => listOf(part['servers']))
    .filter((list) => list.length);
  const { url = '/', variables } = fieldsOf(nearest?.[0]);
  return String(url).replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const { default: usual } = fieldsOf(fieldsOf(variables)[name]);
    if (usual === undefined) throw standardFault('configuration', `the variable ${name} of the server has no default`);
    return String(usual);
  });
}
