import type { Database } from '@mesh/database/database';
import { CLAIMS } from '@mesh/objects/claims';
import type { Objects } from '@mesh/objects/objects';
import type { Log } from '@mesh/runtime/log';
import { every, startLoop } from '@mesh/runtime/loop';
import type { Schema, Trx } from './db/schema.ts';
import { UPLOADS } from './http/upload/receive-upload.ts';

const EVERY_MS = 10 * 60_000;
const KEPT_MS = 60 * 60_000;

type Needs = {
  readonly db: Pick<Database<Schema>, 'asSystem'>;
  readonly objects: Pick<Objects, 'deleteOlder'>;
  /** Each removes what its store has kept for long enough. */
  readonly sweeps: readonly ((trx: Trx) => Promise<void>)[];
  readonly log: Log;
};

/** Every ten minutes removes uploads and claims older than an hour, and what the sweeps of the stores remove. */
export function startSweep(needs: Needs): AsyncDisposable {
  return startLoop('sweep', (signal) => every(EVERY_MS, signal, () => sweep(needs, new Date())), needs.log);
}

/** One round. */
export async function sweep({ db, objects, sweeps }: Omit<Needs, 'log'>, now: Date): Promise<void> {
  for (const one of sweeps) await db.asSystem(one);
  const before = new Date(now.getTime() - KEPT_MS);
  for (const prefix of [UPLOADS, CLAIMS]) await objects.deleteOlder(prefix, before);
}
