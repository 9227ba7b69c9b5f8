import { MeshError } from '@mesh/contracts/mesh-error';
import { type ContentType, readDocument } from '../../src/definition/read-document.ts';

/** What is wrong with a document, each with its place; nothing where it is read. */
export function faultsOf(text: string, contentType: ContentType = 'application/yaml') {
  try {
    readDocument(text, contentType);
  } catch (error) {
    if (error instanceof MeshError && error.code === 'workflow-invalid') return error.errors ?? [];
    throw error;
  }
  return [];
}
