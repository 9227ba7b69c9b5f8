import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import type { Log } from '@mesh/runtime/log';
import { every, startLoop } from '@mesh/runtime/loop';
import type { Schema } from '../db/schema.ts';
import { archiveEnded } from './archive-ended.ts';
import { forgetArchives } from './archive-store.ts';
import { sweepArchives } from './sweep-archives.ts';

const EVERY_MS = 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** Days that ended executions stay in the database, and then in the archive; 0 is for ever. */
export type DaysKept = { readonly database: number; readonly archive: number };
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);

type Needs = {
  readonly db: Database<Schema>;
  readonly objects: Pick<Objects, 'put' | 'delete' | 'list'>;
  readonly days: DaysKept;
  readonly log: Log;
};

/** Once an hour until disposed: archives old executions, and removes expired ones and unused objects from the bucket. */
export function keepArchiving({ db, objects, days, log }: Needs): AsyncDisposable {
  const archive = async () => {
    const archived = days.database > 0 ? await archiveEnded(db, objects, daysAgo(days.database)) : 0;
    if (archived > 0) log.info({ archived }, 'executions were archived');
    const removed = days.archive > 0 ? await forgetArchives(db, daysAgo(days.archive)) : 0;
    if (removed > 0) log.info({ removed }, 'executions were removed from the archive');
    const swept = await sweepArchives({ db, objects }, Date.now());
    if (swept > 0) log.info({ swept }, 'archives that no execution lies in were removed');
  };
  return startLoop('archive', (signal) => every(EVERY_MS, signal, archive), log);
}
