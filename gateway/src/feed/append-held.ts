import type { Database } from '@mesh/database/database';
import { type Prepared, preparedAsSystem, type Send } from '@mesh/database/prepared';
import type { Schema } from '../db/schema.ts';

const hold = 'select 1 from feed_head where workspace_id = any($1) order by workspace_id for update';
const begin = 'insert into feed_head (workspace_id) select unnest($1::text[]) on conflict do nothing';

export type FeedDatabase = Pick<Database<Schema>, 'pool' | 'singleSession'>;

/**
 * Runs the statement that `append` makes while it holds the feeds against other writers. Returns the last `seq` of each feed
 * that has grown.
 */
export function appendHeld(
  db: FeedDatabase,
  told: readonly { readonly workspaceId: string }[],
  append: (send: Send) => Promise<Prepared>,
): Promise<Map<string, number>> {
  return preparedAsSystem(db, async (send) => {
    await holdFeeds(send, [...new Set(told.map(({ workspaceId }) => workspaceId))].sort());
    const rows = await send<{ workspace_id: string; seq: string }>(await append(send));
    return new Map(rows.map(({ workspace_id, seq }) => [workspace_id, Number(seq)]));
  });
}

/** Locks the feeds until the transaction ends, so that whoever waits here sees what was appended meanwhile. */
async function holdFeeds(send: Send, workspaces: readonly string[]): Promise<void> {
  const holding = { name: 'hold-feeds', text: hold, values: [workspaces] };
  if ((await send(holding)).length === workspaces.length) return;
  await send({ name: 'begin-feeds', text: begin, values: [workspaces] });
  await send(holding);
}
