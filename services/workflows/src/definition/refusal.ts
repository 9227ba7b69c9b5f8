import { type Fault, MeshError } from '@mesh/contracts/mesh-error';

/** As many faults as one answer tells. */
const MOST_FAULTS = 50;

/** Throws `workflow-invalid` with every fault, where there is one. `locate` tells where in the text a fault stands. */
export function refuse(faults: readonly Fault[], locate: (pointer: string) => object | undefined): void {
  if (faults.length === 0) return;
  const told = faults.slice(0, MOST_FAULTS).map((fault) => ({ ...locate(fault.pointer), ...fault }));
  const more = faults.length > told.length ? `; these are the first ${told.length}` : '';
  const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
  throw new MeshError('workflow-invalid', `the document has ${count}${more}`, { errors: told });
}
