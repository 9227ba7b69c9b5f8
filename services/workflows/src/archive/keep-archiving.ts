import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import type { Log } from '@mesh/runtime/log';
import { every, startLoop } from '@mesh/runtime/loop';
import type { Schema } from '../db/schema.ts';
import { archiveEnded } from './archive-ended.ts';
import { sweepArchives } from './sweep-archives.ts';

const EVERY_MS = 3_600_000;
const DAY_MS = 24 * 3_600_000;

type Needs = {
  readonly db: Database<Schema>;
  readonly objects: Pick<Objects, 'put' | 'delete' | 'list'>;
  /** Executions are kept for so many days after their end; zero keeps them for ever. */
  readonly days: number;
  readonly log: Log;
};

/** Moves what ended long ago into the bucket, and removes there what is left of none, once an hour, until disposed. */
export function keepArchiving({ db, objects, days, log }: Needs): AsyncDisposable {
  const archive = async () => {
    const archived = days > 0 ? await archiveEnded(db, objects, new Date(Date.now() - days * DAY_MS)) : 0;
    if (archived > 0) log.info({ archived }, 'executions were archived');
    const swept = await sweepArchives({ db, objects }, Date.now());
    if (swept > 0) log.info({ swept }, 'archives that no execution lies in were removed');
  };
  return startLoop('archive', (signal) => every(EVERY_MS, signal, archive), log);
}
