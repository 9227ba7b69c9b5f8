import type { Database } from '@mesh/database/database';
import { type Prepared, preparedAsSystem, type Send } from '@mesh/database/prepared';
import type { Schema } from '../db/schema.ts';

const hold = 'select 1 from feed_head where workspace_id = any($1) order by workspace_id for update';
const begin = 'insert into feed_head (workspace_id) select unnest($1::text[]) on conflict do nothing';

/** SQL: how a statement ends that appends what it has `numbered`. */
export const growing = `
update feed_head h set seq = n.seq
from (select workspace_id, max(seq) as seq from numbered group by workspace_id) n
where n.workspace_id = h.workspace_id
returning h.workspace_id, h.seq`;

/** SQL: whether an endpoint's `types` hold this type, or its beginning and `*`. */
export function isWanted(types: string, type: string): string {
  return `exists (select from unnest(${types}) as wanted
    where case when right(wanted, 1) = '*' then starts_with(${type}, left(wanted, -1)) else ${type} = wanted end)`;
}

export type FeedDatabase = Pick<Database<Schema>, 'pool' | 'singleSession'>;

/** Appends by a statement that nobody else does meanwhile to these feeds. Gives the last `seq` of each that has grown. */
export function appendHeld(
  db: FeedDatabase,
  workspaceIds: readonly string[],
  append: Prepared,
): Promise<Map<string, number>> {
  return preparedAsSystem(db, async (send) => {
    await holdFeeds(send, [...new Set(workspaceIds)].sort());
    const rows = await send<{ workspace_id: string; seq: string }>(append);
    return new Map(rows.map(({ workspace_id, seq }) => [workspace_id, Number(seq)]));
  });
}

/** Until the end of the transaction, so that whoever waits here sees what was appended meanwhile. */
async function holdFeeds(send: Send, workspaces: readonly string[]): Promise<void> {
  const holding = { name: 'hold-feeds', text: hold, values: [workspaces] };
  if ((await send(holding)).length === workspaces.length) return;
  await send({ name: 'begin-feeds', text: begin, values: [workspaces] });
  await send(holding);
}
