import { sql } from 'kysely';
import type { Trx } from '../db/schema.ts';
import { lineOf } from './news.ts';

type Depth = {
  readonly queue: string;
  readonly depth: number;
  readonly waiting: number;
  readonly underWay: number;
  readonly oldestAgeMs: number;
};

const counts = sql`
  count(*)::integer as depth,
  count(*) filter (where available_at <= clock_timestamp())::integer as waiting,
  count(*) filter (where worker is not null and available_at > clock_timestamp())::integer as under_way,
  coalesce(max(extract(epoch from clock_timestamp() - entered_at) * 1000)
    filter (where available_at <= clock_timestamp()), 0)::float8 as oldest_age_ms`;

/** Queues of a workspace by name, past `after`. */
export async function depthsAfter(trx: Trx, workspaceId: string, after: string, limit: number): Promise<Depth[]> {
  const { rows } = await sql<Depth>`
    select queue, ${counts} from outside_task
    where workspace_id = ${workspaceId} and ended_at is null and queue > ${after}
    group by queue order by queue limit ${limit}`.execute(trx);
  return rows;
}

/** All queues together. */
export async function totalDepth(trx: Trx): Promise<Omit<Depth, 'queue'>> {
  const { rows } = await sql<Omit<Depth, 'queue'>>`
    select ${counts} from outside_task where ended_at is null`.execute(trx);
  return rows[0] ?? { depth: 0, waiting: 0, underWay: 0, oldestAgeMs: 0 };
}

/** Which of these lines have tasks that can be taken now. */
export async function dueLines(trx: Trx, lines: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ workspaceId: string; queue: string }>`
    select l.workspace_id, l.queue
    from unnest(${lines.map((line) => line.split(' ')[0])}::text[], ${lines.map((line) => line.split(' ')[1])}::text[])
      as l(workspace_id, queue)
    where exists (select from outside_task t where t.workspace_id = l.workspace_id and t.queue = l.queue
      and t.ended_at is null and t.available_at <= statement_timestamp() and t.attempt < t.attempts)`.execute(trx);
  return rows.map(({ workspaceId, queue }) => lineOf(workspaceId, queue));
}
