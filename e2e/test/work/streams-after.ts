import { follow, followStream } from '../../src/follow.ts';
import type { Mesh } from '../../src/mesh.ts';

const FEED = '/v1/events';
const FEED_MS = 2_000;
const ENDED = 'io.serverlessworkflow.workflow.completed';
type Told = { id: string; source: string; subject?: string };

/** The cursor after the first `items` of an execution's journal. */
export async function journalPlace(mesh: Mesh, executionId: string, items: number): Promise<string> {
  let told = 0;
  for await (const { id } of follow(mesh, executionId)) if (++told === items) return id;
  throw new Error('the execution ended too early');
}

/** The cursor after what the feed sends within some time. */
export async function feedPlace(mesh: Mesh): Promise<string> {
  const signal = AbortSignal.timeout(FEED_MS);
  let place = '';
  try {
    for await (const { id } of followStream(mesh, FEED, { signal })) place = id;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return place;
}

/** The first event of a journal after a cursor. */
export async function journalFirst(mesh: Mesh, executionId: string, after: string): Promise<string | undefined> {
  for await (const { event } of follow(mesh, executionId, after)) return event;
  return undefined;
}

/**
 * The first event of the feed after a cursor, and the following ones by source and id, until the ends of all `ids` are among
 * them.
 */
export async function feedAfter(mesh: Mesh, after: string, ids: readonly string[]) {
  const missing = new Set(ids);
  const names: string[] = [];
  let first: string | undefined;
  for await (const { event, data } of followStream(mesh, FEED, { after })) {
    first ??= event;
    const { source, id, subject = '' } = JSON.parse(data) as Told;
    if (event !== 'stream.reset') names.push(`${source} ${id}`);
    if (event.startsWith(ENDED)) missing.delete(subject);
    if (missing.size === 0) break;
  }
  return { first, names };
}
