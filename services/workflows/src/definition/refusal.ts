import { type Fault, MeshError } from '@mesh/contracts/mesh-error';

/** Most faults in one answer. */
const MOST_FAULTS = 50;
type Locate = (pointer: string) => object | undefined;

/** Throws `workflow-invalid` with all faults. `locate` finds a fault's place in the text. */
export function refuse(faults: readonly Fault[], locate: Locate = () => undefined): never {
  const told = faults.slice(0, MOST_FAULTS).map((fault) => ({ ...locate(fault.pointer), ...fault }));
  const more = faults.length > told.length ? `; these are the first ${told.length}` : '';
  const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
  throw new MeshError('workflow-invalid', `the document has ${count}${more}`, { errors: told });
}

/** Throws if there is any fault. */
export function refuseAny(faults: Iterable<Fault>, locate: Locate): void {
  const all = [...faults];
  if (all.length > 0) refuse(all, locate);
}
