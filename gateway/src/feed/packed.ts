import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { FactOf } from '@mesh/outbox/on';
import { readBundle } from '@mesh/outbox/read-bundle';
import { meter } from '@mesh/runtime/metrics';

/** The events of one bundle say the same over and over: the quickest level leaves a thirtieth of them. */
const params = { [constants.ZSTD_c_compressionLevel]: 1 };
const unreadable = meter.createCounter('mesh.feed.unreadable', {
  description: 'Places of the feed whose event cannot be read, which readers pass over',
});

/** A bundle as the feed keeps it. */
export function packed(json: Uint8Array): Buffer {
  return zstdCompressSync(json, { params });
}

/** Its events, `count` at most, each in its place, and nothing in that of what is none. */
export function unpacked(workspaceId: string, bytes: Uint8Array, count: number): (FactOf<unknown> | undefined)[] {
  const facts = eventsIn(workspaceId, bytes)
    .slice(0, count)
    .map((one) => (one instanceof Error ? undefined : one));
  unreadable.add(count - facts.filter((fact) => fact !== undefined).length);
  return facts;
}

function eventsIn(workspaceId: string, bytes: Uint8Array): (FactOf<unknown> | Error)[] {
  try {
    return readBundle(workspaceId, zstdDecompressSync(bytes).toString());
  } catch {
    return []; // a bundle that cannot be read holds up nobody who reads on
  }
}
