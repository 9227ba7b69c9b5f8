import { once } from 'node:events';
import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import type { Schema } from '../db/schema.ts';
import type { Engine } from '../engine/engine.ts';
import { handBackAll } from '../recovery/hand-back-store.ts';

/** A stopping process has to end before it is killed. */
const LONGEST_MS = 15_000;

type Needs = { readonly db: Database<Schema>; readonly engine: Engine; readonly log: Log };

/** Lets a stopping process finish calls that must not be made again. Everything else is in other hands meanwhile. */
export async function finishCalls({ db, engine, log }: Needs, worker: string, fenced: AbortSignal): Promise<void> {
  const draining = engine.drain();
  if (!draining) return;
  await handBackAll(db, worker, draining.free).catch((error: unknown) =>
    log.warn({ err: error }, 'executions wait for calls of others to end'),
  );
  const late = AbortSignal.any([fenced, AbortSignal.timeout(LONGEST_MS)]);
  if (!late.aborted) await Promise.race([draining.over, once(late, 'abort')]);
}
