import { noSuch } from '@mesh/contracts/id';
import { type Below, newestFirst } from '@mesh/database/newest-first';
import type { HookRow, Trx } from '../db/schema.ts';
import type { Held } from '../former-secrets.ts';

type Named = Pick<HookRow, 'namespace' | 'name'>;

/** Creating it again under the same id gives it a new secret, since the first was never shown. */
export function saveHook(trx: Trx, { verify, ...row }: Omit<HookRow, 'createdAt' | 'formerSecrets'>): Promise<HookRow> {
  return trx
    .insertInto('hook')
    .values({ ...row, verify: JSON.stringify(verify) })
    .onConflict((there) => there.column('id').doUpdateSet({ secret: row.secret }))
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Throws `not-found`. */
export function hookOf(trx: Trx, id: string): Promise<HookRow> {
  return withId(trx, id).executeTakeFirstOrThrow(() => noSuch('hook'));
}

/** Locks the hook until the transaction ends. Throws `not-found`. */
export function lockHook(trx: Trx, id: string): Promise<HookRow> {
  return withId(trx, id)
    .forUpdate()
    .executeTakeFirstOrThrow(() => noSuch('hook'));
}

function withId(trx: Trx, id: string) {
  return trx.selectFrom('hook').selectAll().where('id', '=', id);
}

export function replaceSecret(trx: Trx, id: string, { secret, formerSecrets }: Held): Promise<unknown> {
  const held = { secret, formerSecrets: JSON.stringify(formerSecrets) };
  return trx.updateTable('hook').set(held).where('id', '=', id).execute();
}

export function hooksOf(trx: Trx, { namespace, name }: Named, below: Below): Promise<HookRow[]> {
  const rows = trx.selectFrom('hook').selectAll().where('namespace', '=', namespace).where('name', '=', name);
  return newestFirst(rows, 'id', below).execute();
}

export function deleteHookRow(trx: Trx, id: string): Promise<unknown> {
  return trx.deleteFrom('hook').where('id', '=', id).execute();
}
