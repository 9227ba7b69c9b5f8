import type { HandlerOf } from '@mesh/bus/serve';
import type * as control from '@mesh/contracts/execution-control';
import type { Database } from '@mesh/database/database';
import type { Json } from '@mesh/jq/json';
import type { Schema } from '../db/schema.ts';
import { askAll } from './search-store.ts';

/** So many are asked at once; the answer says whether there are more. */
const MOST_ASKED = 10_000;

export function cancelExecutions(db: Database<Schema>): HandlerOf<typeof control.cancelExecutions> {
  return async ({ body: { filter } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const count = await askAll(trx, searched(filter), 'cancel', MOST_ASKED);
      return { count, more: count === MOST_ASKED };
    });
}

export function retryExecutions(db: Database<Schema>): HandlerOf<typeof control.retryExecutions> {
  return async ({ body: { filter } }, { workspaceId, principal }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const retried = { kind: 'retried', by: principal.id } as const;
      const count = await askAll(trx, { ...searched(filter), status: 'faulted' }, retried, MOST_ASKED);
      return { count, more: count === MOST_ASKED };
    });
}

function searched<F extends { input?: unknown }>({ input, ...filter }: F) {
  return { ...filter, input: input === undefined ? [] : [[input as Json]] };
}
