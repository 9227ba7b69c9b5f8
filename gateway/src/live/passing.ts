import type { Cache } from '@mesh/cache/cache';
import { DELTAS, delta } from '@mesh/contracts/deltas';
import { jsonOf } from '@mesh/contracts/json-of';

/** What is told once, to whoever is there, and is in no sequence: words of a model while they come. */
export type Passing = { readonly type: 'model.delta'; readonly json: string };

/** Hears what passes by. `hear` is given the execution that it belongs to. */
export function hearPassing(cache: Cache, hear: (executionId: string, passing: Passing) => void): Disposable {
  return cache.subscribe(DELTAS, (_channel, text) => {
    const read = delta.safeParse(jsonOf(text));
    if (!read.success) return;
    const { executionId, ...told } = read.data;
    hear(executionId, { type: 'model.delta', json: JSON.stringify(told) });
  });
}
