import type { HandlerOf } from '@mesh/bus/handler';
import type * as dataKeys from '@mesh/contracts/data-keys';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Log } from '@mesh/runtime/log';
import type { KeyRing } from '../crypto/key-ring.ts';
import { Unreadable } from '../crypto/unreadable.ts';
import { unwrapDataKey } from './wrapped-data-key.ts';

type Needs = { readonly keys: KeyRing; readonly log: Log };

/**
 * A key that does not unwrap with the cached keys is tried with the stored ones: another replica may have created a newer one.
 */
export function openDataKey({ keys, log }: Needs): HandlerOf<typeof dataKeys.openDataKey> {
  return async ({ params: { payloadId }, body: { wrapped } }, { workspaceId }) => {
    const place = { workspaceId, payloadId };
    const bytes = Buffer.from(wrapped, 'base64');
    const kept = await keys.of(workspaceId);
    const raw = attempt(() => unwrapDataKey(kept, place, bytes)) ?? (await again());
    const key = raw.toString('base64');
    raw.fill(0);
    return { key };

    async function again(): Promise<Buffer> {
      const stored = await keys.newerThan(workspaceId, kept);
      const found = attempt(() => unwrapDataKey(stored, place, bytes));
      if (found) return found;
      log.error({ ...place, security: true }, 'the key of a payload does not open: it was changed, or is of another');
      throw new MeshError('integrity-violation', 'the key of this payload does not open');
    }
  };
}

function attempt<T>(open: () => T): T | undefined {
  try {
    return open();
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}
