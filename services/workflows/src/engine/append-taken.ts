import { MeshError } from '@mesh/contracts/mesh-error';
import type { Log } from '@mesh/runtime/log';
import type { Lifecycle } from '../definition/lifecycle.ts';
import type { Appended, Journal } from '../journal/append.ts';
import type { Loaded } from './loaded.ts';
import type { Taken } from './take-in.ts';
import { toAppend } from './to-append.ts';

type Needs = { readonly journal: Journal; readonly lifecycle?: Lifecycle | undefined; readonly log: Log };

/** Makes what an execution has taken in durable. Throws what storing a large value throws. */
export async function appendTaken(
  { journal, lifecycle, log }: Needs,
  loaded: Loaded,
  taken: readonly Taken[],
  isNew: boolean,
): Promise<Appended> {
  try {
    const append = toAppend(loaded, taken, isNew, lifecycle);
    loaded.isLeaving = append.standing?.owned === false;
    return await journal.append(append);
  } catch (error) {
    if (error instanceof MeshError) throw error;
    log.error({ err: error, executionId: loaded.about.id }, 'an append cannot be written as text');
    return 'refused';
  }
}
