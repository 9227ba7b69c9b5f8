import { credentialExpiring } from '@mesh/contracts/credentials-events';
import type { Database } from '@mesh/database/database';
import { record } from '@mesh/outbox/record';
import type { Log } from '@mesh/runtime/log';
import { every, startLoop } from '@mesh/runtime/loop';
import { findCredential } from '../credential/credential-store.ts';
import { namedCredential } from '../credential/shown-credential.ts';
import type { Schema } from '../db/schema.ts';
import { dependentsOf } from '../dependent/dependent-store.ts';
import { type Due, dueNotices, takeNotice } from './expiry-store.ts';

/** A check is cheap; once an hour, a notice is at most an hour late. */
const LOOK_MS = 3_600_000;
const BATCH = 200;

/** Publishes notices 30, 7 and 1 days before a credential expires, each once over all replicas, until disposed. */
export function tellExpiries({ db, log }: { db: Database<Schema>; log: Log }): AsyncDisposable {
  return startLoop('expiries of credentials', (signal) => every(LOOK_MS, signal, () => tellDue(db)), log);
}

/** Publishes the notices that are due. */
export async function tellDue(db: Database<Schema>): Promise<void> {
  for (;;) {
    const due = await db.asSystem((trx) => dueNotices(trx, BATCH));
    for (const one of due) await tell(db, one);
    if (due.length < BATCH) return;
  }
}

async function tell(db: Database<Schema>, due: Due): Promise<void> {
  const { workspaceId, credentialId, days } = due;
  await db.inWorkspace(workspaceId, async (trx) => {
    const credential = (await takeNotice(trx, due)) ? await findCredential(trx, credentialId) : undefined;
    if (!credential) return;
    const dependents = await dependentsOf(trx, credential);
    const data = { ...namedCredential(credential), expiresAt: due.expiresAt.toISOString(), days, dependents };
    await record(trx, credentialExpiring, { workspaceId, subject: credentialId, data });
  });
}
