import { unpack } from '@mesh/outbox/event/packed';
import { readBundle } from '@mesh/outbox/event/read-bundle';
import type { FactOf } from '@mesh/outbox/on';
import { meter } from '@mesh/runtime/metrics';

const unreadable = meter.createCounter('mesh.feed.unreadable', {
  description: 'Places of the feed whose event cannot be read, which readers pass over',
});

/** The first `count` events of a bundle, each in its place; undefined in the place of one that cannot be read. */
export function unpacked(workspaceId: string, bytes: Uint8Array, count: number): (FactOf<unknown> | undefined)[] {
  const facts = eventsIn(workspaceId, bytes)
    .slice(0, count)
    .map((one) => (one instanceof Error ? undefined : one));
  unreadable.add(count - facts.filter((fact) => fact !== undefined).length);
  return facts;
}

function eventsIn(workspaceId: string, bytes: Uint8Array): (FactOf<unknown> | Error)[] {
  try {
    return readBundle(workspaceId, unpack(bytes));
  } catch {
    return []; // an unreadable bundle must not stop readers
  }
}
