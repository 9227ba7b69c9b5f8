import type { HandlerOf } from '@mesh/bus/handler';
import type * as control from '@mesh/contracts/execution-control';
import type { Database } from '@mesh/database/database';
import type { Json } from '@mesh/jq/json';
import type { Schema, Trx } from '../db/schema.ts';
import type { Asked } from './asked.ts';
import { askAll, type ExecutionFilter } from './search-store.ts';

export function cancelExecutions(db: Database<Schema>): HandlerOf<typeof control.cancelExecutions> {
  return ({ body: { filter, cursor } }, { workspaceId, principal }) => {
    const cancelled = { kind: 'cancelled', by: principal.id } as const;
    return db.inWorkspace(workspaceId, (trx) => askPage(trx, searched(filter), cancelled, cursor));
  };
}

export function retryExecutions(db: Database<Schema>): HandlerOf<typeof control.retryExecutions> {
  return ({ body: { filter, cursor } }, { workspaceId, principal }) => {
    const retried = { kind: 'retried', by: principal.id } as const;
    const faulted = { ...searched(filter), status: 'faulted' } as const;
    return db.inWorkspace(workspaceId, (trx) => askPage(trx, faulted, retried, cursor));
  };
}

async function askPage(trx: Trx, filter: ExecutionFilter, what: Asked, after?: string) {
  const { count, last } = await askAll(trx, filter, what, after);
  return { count, more: last !== undefined, nextCursor: last };
}

function searched<F extends { input?: unknown }>({ input, ...filter }: F) {
  return { ...filter, input: input === undefined ? [] : [[input as Json]] };
}
