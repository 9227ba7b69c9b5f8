import { formatApiKey, newApiKey } from '@mesh/contracts/api-key';
import * as contract from '@mesh/contracts/gateway';
import { workspaceCreated } from '@mesh/contracts/gateway-events';
import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import { scopes } from '@mesh/contracts/scope';
import type { Database } from '@mesh/database/database';
import { record } from '@mesh/outbox/record';
import type { Transaction } from 'kysely';
import type { Schema, WorkspaceRow } from '../db/schema.ts';
import { keyHash } from './key-hash.ts';
import { type LocalOperation, local } from './local-operation.ts';

/** What answers the operations on workspaces. A key sees its own workspace alone. */
export function workspaceOperations(db: Database<Schema>, pepper: string): LocalOperation[] {
  const read = (own: string, asked: string) =>
    db.inWorkspace(own, (trx) => trx.selectFrom('workspace').selectAll().where('id', '=', asked).executeTakeFirst());

  return [
    local(contract.me, async (_request, { principal }) => {
      const workspace = found(await read(principal.workspaceId, principal.workspaceId));
      const { id, type, scopes: rights } = principal;
      return {
        principal: { id, type },
        workspace: { id: workspace.id, name: workspace.name },
        role: null,
        scopes: rights,
      };
    }),
    local(contract.listWorkspaces, async (_request, { principal }) => ({
      items: [shown(found(await read(principal.workspaceId, principal.workspaceId)))],
      nextCursor: null,
    })),
    local(contract.getWorkspace, async ({ params }, { principal }) =>
      shown(found(await read(principal.workspaceId, params.workspaceId))),
    ),
    local(contract.updateWorkspace, async ({ params, body }, { principal }) =>
      db.inWorkspace(principal.workspaceId, async (trx) =>
        shown(
          found(
            await trx
              .updateTable('workspace')
              .set({ name: body.name })
              .where('id', '=', params.workspaceId)
              .returningAll()
              .executeTakeFirst(),
          ),
        ),
      ),
    ),
    local(contract.createWorkspace, async ({ body }, { newId: id = newId('ws') }) =>
      db.inWorkspace(id, async (trx) => {
        const again = await trx.selectFrom('workspace').selectAll().where('id', '=', id).executeTakeFirst();
        if (again) return { ...shown(again), apiKey: await renewFirstKey(trx, pepper) };
        const row = await trx
          .insertInto('workspace')
          .values({ id, name: body.name })
          .returningAll()
          .executeTakeFirstOrThrow();
        const key = newApiKey();
        const hash = keyHash(key, pepper);
        await trx
          .insertInto('apiKey')
          .values({ id: key.id, workspaceId: id, name: 'first key', hash, scopes: [...scopes] })
          .execute();
        await record(trx, workspaceCreated, {
          workspaceId: id,
          subject: id,
          data: { workspaceId: id, name: body.name },
        });
        return { ...shown(row), apiKey: formatApiKey(key) };
      }),
    ),
  ];
}

/** Asked again for the same workspace: its first key was never shown, so its secret may change. */
async function renewFirstKey(trx: Transaction<Schema>, pepper: string): Promise<string> {
  const { id } = await trx.selectFrom('apiKey').select('id').orderBy('id').limit(1).executeTakeFirstOrThrow();
  const key = newApiKey(id);
  await trx
    .updateTable('apiKey')
    .set({ hash: keyHash(key, pepper) })
    .where('id', '=', id)
    .execute();
  return formatApiKey(key);
}

function shown({ id, name, createdAt }: WorkspaceRow) {
  return { id, name, createdAt: createdAt.toISOString() };
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new MeshError('not-found', 'there is no such workspace');
  return row;
}
