import type { Cache } from '@mesh/cache/cache';
import { DELTAS, delta } from '@mesh/contracts/deltas';
import { jsonOf } from '@mesh/contracts/json-of';

/** A volatile message, sent once to whoever is connected and part of no sequence: words of a model as they are generated. */
export type Passing = { readonly type: 'model.delta'; readonly json: string };

/** Subscribes to volatile messages. `hear` gets the execution that a message belongs to. */
export function hearPassing(cache: Cache, hear: (executionId: string, passing: Passing) => void): Disposable {
  return cache.subscribe(DELTAS, (_channel, text) => {
    const read = delta.safeParse(jsonOf(text));
    if (!read.success) return;
    const { executionId, ...told } = read.data;
    hear(executionId, { type: 'model.delta', json: JSON.stringify(told) });
  });
}
