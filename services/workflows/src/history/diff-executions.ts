import { isDeepStrictEqual } from 'node:util';
import type { HandlerOf } from '@mesh/bus/handler';
import type * as executions from '@mesh/contracts/executions';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { unarchived } from '../execution/unarchived.ts';
import type { Reading } from '../payload/payloads.ts';
import { wholeInput } from '../payload/whole.ts';
import { comparable } from './comparable.ts';
import { taskDifferences } from './differences.ts';
import { entriesOf } from './history-store.ts';

type Needs = { readonly db: Database<Schema>; readonly payloads: Reading };

export function diffExecutions({ db, payloads }: Needs): HandlerOf<typeof executions.diffExecutions> {
  return async ({ params: { executionId }, query: { with: other } }, { workspaceId }) => {
    const [left, right] = await db.inWorkspace(workspaceId, async (trx) => {
      const rows = [
        await unarchived(trx, executionId, 'unprocessable'),
        await unarchived(trx, other, 'unprocessable'),
      ] as const;
      const [one, another] = rows;
      if (one.namespace !== another.namespace || one.name !== another.name)
        throw new MeshError('unprocessable', 'they are executions of two workflows');
      const sideOf = async (row: typeof one) => ({ row, entries: await entriesOf(trx, row.id) });
      return [await sideOf(one), await sideOf(another)] as const;
    });
    const inputOf = ({ row }: typeof left) => wholeInput(payloads, { workspaceId, executionId: row.id }, row);
    const entriesIn = ({ row, entries }: typeof left) =>
      comparable(payloads, { workspaceId, executionId: row.id }, entries);
    return {
      input: { same: isDeepStrictEqual(await inputOf(left), await inputOf(right)) },
      ...taskDifferences(await entriesIn(left), await entriesIn(right)),
      end: { left: left.row.status, right: right.row.status },
    };
  };
}
