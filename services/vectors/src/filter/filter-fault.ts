import { pointerOf } from '@mesh/contracts/json-pointer';
import { MeshError } from '@mesh/contracts/mesh-error';

/** The refusal of a filter, with a pointer to the invalid part. */
export function filterFault(path: readonly string[], message: string): MeshError {
  return new MeshError('invalid', `the filter is not valid: ${message}`, {
    errors: [{ pointer: pointerOf(['body', 'filter', ...path]), message }],
  });
}
