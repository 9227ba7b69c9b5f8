import type { HandlerOf } from '@mesh/bus/handler';
import type * as dataKeys from '@mesh/contracts/data-keys';
import type { KeyRing } from '../crypto/key-ring.ts';
import { randomBytes } from '../crypto/random-bytes.ts';
import { KEY_BYTES } from '../crypto/wrapped-key.ts';
import { wrapDataKey } from './wrapped-data-key.ts';

/** Stores nothing: the caller keeps the wrapped key. A payload is not a credential, so this writes no audit row. */
export function issueDataKey({ keys }: { readonly keys: KeyRing }): HandlerOf<typeof dataKeys.issueDataKey> {
  return async ({ params: { payloadId } }, { workspaceId }) => {
    const wrapping = await keys.forPayloads(workspaceId);
    const raw = randomBytes(KEY_BYTES);
    const wrapped = wrapDataKey(wrapping, { workspaceId, payloadId }, raw).toString('base64');
    const key = raw.toString('base64');
    raw.fill(0);
    return { key, wrapped };
  };
}
