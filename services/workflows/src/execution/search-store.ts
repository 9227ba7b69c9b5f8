import type { Status } from '@mesh/contracts/execution-shapes';
import type { Below } from '@mesh/database/newest-first';
import type { Json } from '@mesh/jq/json';
import { sql } from 'kysely';
import { awaitApproval } from '../agent/approval-store.ts';
import type { Trx } from '../db/schema.ts';
import { ASKS_END, type Asked, isOfEnded } from './asked.ts';
import { askEach, columns, type ExecutionRow } from './execution-store.ts';

/** Executions asked per request. */
const MOST_ASKED = 10_000;

export type ExecutionFilter = {
  /** An id, or `namespace/name` for all versions. */
  readonly workflow?: string | undefined;
  readonly status?: Status | undefined;
  /** What the executions wait for now. */
  readonly awaiting?: 'approval' | undefined;
  /** The execution whose tasks run them. */
  readonly parent?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The input has to contain one alternative of each. */
  readonly input?: readonly (readonly Json[])[] | undefined;
};

/** Executions that match a filter. */
export function fitting(trx: Trx, filter: ExecutionFilter) {
  const { workflow, status, awaiting, parent, from, to, input = [] } = filter;
  let rows = trx.selectFrom('execution');
  const [namespace = '', ...names] = workflow?.split('/') ?? [];
  const name = names.length > 0 ? names.join('/') : undefined; // names have no slash, so a text with several matches nothing
  if (name !== undefined) rows = rows.where('namespace', '=', namespace).where('name', '=', name);
  else if (workflow !== undefined) rows = rows.where('workflowId', '=', workflow);
  if (status !== undefined) rows = rows.where('status', '=', status);
  if (awaiting !== undefined) rows = rows.where('id', 'in', awaitApproval(trx));
  if (parent !== undefined) rows = rows.where('parentId', '=', parent);
  if (from !== undefined) rows = rows.where('startedAt', '>=', new Date(from));
  if (to !== undefined) rows = rows.where('startedAt', '<', new Date(to));
  for (const choices of input) {
    const wanted = choices.map((choice) => JSON.stringify(choice));
    rows = rows.where(sql<boolean>`input::jsonb @> any(${wanted}::text[]::jsonb[])`);
  }
  return rows;
}

/** When an execution was accepted, in µs since 1970, and its id. */
export type Accepted = { readonly micros: number; readonly id: string };

/** Newest first by acceptance, since the id of a child is as old as that of its parent. */
export function executionsBelow(
  trx: Trx,
  filter: ExecutionFilter,
  { before, limit }: Below<Accepted>,
): Promise<(ExecutionRow & Accepted)[]> {
  let rows = fitting(trx, filter)
    .select(columns)
    .select(sql<number>`(extract(epoch from started_at) * 1000000)::float8`.as('micros'));
  if (before)
    rows = rows.where(
      sql<boolean>`(started_at, id) < ('epoch'::timestamptz + ${before.micros}::float8 * interval '1 microsecond', ${before.id})`,
    );
  return rows.orderBy('startedAt', 'desc').orderBy('id', 'desc').limit(limit).execute();
}

/** Requests the same of the oldest matching executions past `after`. `last` is set if there may be more past it. */
export async function askAll(
  trx: Trx,
  filter: ExecutionFilter,
  what: Asked,
  after = '',
): Promise<{ readonly count: number; readonly last?: string | undefined }> {
  const fit = await fitting(trx, filter)
    .select('id')
    .where('id', '>', after)
    .where('endedAt', isOfEnded(what) ? 'is not' : 'is', null)
    .where(({ or, eb }) =>
      or([eb('asked', 'is', null), ...(what.kind === 'cancelled' ? [sql<boolean>`asked !~ ${ASKS_END}`] : [])]),
    )
    .orderBy('id')
    .limit(MOST_ASKED)
    .execute();
  const ids = fit.map(({ id }) => id);
  return { count: await askEach(trx, ids, what), last: ids[MOST_ASKED - 1] };
}
