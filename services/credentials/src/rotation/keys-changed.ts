import { startLoop } from '@mesh/runtime/loop';
import { sql } from 'kysely';
import type { Audited } from '../audit/audited.ts';
import type { Trx } from '../db/schema.ts';

const CHANNEL = 'mesh_credentials_keys';

/** Makes every replica forget the keys of a workspace, once `trx` has committed. */
export async function tellKeysChanged(trx: Trx, workspaceId: string): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${workspaceId})`.execute(trx);
}

/** Forgets keys that changed elsewhere, until disposed. Without the message they would stay cached for 5 minutes. */
export function forgetChangedKeys({ db, keys, log }: Audited): AsyncDisposable {
  const listen = async (signal: AbortSignal) => {
    keys.forgetAll(); // earlier messages were lost
    for await (const workspaceId of db.listen(CHANNEL, signal)) keys.forget(workspaceId);
  };
  return startLoop('changed keys', listen, log);
}
