import { MeshError } from '@mesh/contracts/mesh-error';

/** The refusal of a filter, pointing at the part that is wrong. */
export function filterFault(path: readonly string[], message: string): MeshError {
  const pointer = ['', 'body', 'filter', ...path].map((token) => token.replaceAll('~', '~0').replaceAll('/', '~1'));
  return new MeshError('invalid', `the filter is not valid: ${message}`, {
    errors: [{ pointer: pointer.join('/'), message }],
  });
}
