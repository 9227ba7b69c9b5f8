import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Objects } from '@mesh/objects/objects';
import { ensureBucket, openObjects } from '@mesh/objects/open';
import { servers } from '@mesh/testing/servers';
import type { DataKeys } from '../../src/payload/data-keys.ts';
import { Payloads } from '../../src/payload/payloads.ts';
import type { PayloadOwner } from '../../src/payload/reference.ts';

const nowhere = async () => {
  throw new Error('nothing is kept in a bucket in this test');
};

/** For tests in which nothing is archived, nor too large for its row. */
export const noObjects = { put: nowhere, get: nowhere, delete: nowhere };
export const noPayloads = new Payloads({
  bucket: noObjects,
  keys: { issue: nowhere, open: nowhere },
});

/** Keys as credentials gives them: wrapped for a payload of a workspace. `isAway` makes the service silent. */
export function strangersKeys(): DataKeys & { isAway: boolean } {
  const ofWorkspaces = new Map<string, Buffer>();
  const wrapping = ({ workspaceId }: PayloadOwner) => {
    const key = ofWorkspaces.get(workspaceId) ?? randomBytes(32);
    ofWorkspaces.set(workspaceId, key);
    return key;
  };
  const nonce = (payloadId: string) => Buffer.from(payloadId.replaceAll('-', ''), 'hex').subarray(0, 12);
  return {
    isAway: false,
    async issue(owner, payloadId) {
      if (this.isAway)
        throw new MeshError('unavailable', 'nobody answers this now; try again', { retryAfterSeconds: 1 });
      const raw = randomBytes(32);
      const cipher = createCipheriv('aes-256-gcm', wrapping(owner), nonce(payloadId), { authTagLength: 16 });
      const wrapped = Buffer.concat([cipher.update(raw), cipher.final(), cipher.getAuthTag()]);
      return { key: createSecretKey(raw), wrapped: wrapped.toString('base64') };
    },
    async open(owner, { id, key }) {
      const wrapped = Buffer.from(key, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', wrapping(owner), nonce(id), { authTagLength: 16 });
      decipher.setAuthTag(wrapped.subarray(32));
      try {
        return createSecretKey(Buffer.concat([decipher.update(wrapped.subarray(0, 32)), decipher.final()]));
      } catch (cause) {
        throw new MeshError('integrity-violation', 'the key of this payload does not open', { cause });
      }
    },
  };
}

/** Payloads in a bucket of their own. `isAway` makes the object store silent. */
export async function openPayloads() {
  const { s3 } = await servers();
  const options = { ...s3, bucket: `payloads-${randomBytes(4).toString('hex')}` };
  await ensureBucket(options);
  const objects: Objects = openObjects(options);
  const store = { isAway: false };
  const reached = <T>(work: () => Promise<T>): Promise<T> =>
    store.isAway
      ? Promise.reject(new MeshError('unavailable', 'the object store does not answer', { retryAfterSeconds: 2 }))
      : work();
  const bucket: Pick<Objects, 'put' | 'get' | 'delete'> = {
    put: (key, body, more) => reached(() => objects.put(key, body, more)),
    get: (key, more) => reached(() => objects.get(key, more)),
    delete: (key) => reached(() => objects.delete(key)),
  };
  const payloads = new Payloads({ bucket, keys: strangersKeys() });
  const keysBelow = async (prefix: string) => {
    const pages = await Array.fromAsync(objects.list(prefix));
    return pages.flat().map(({ key }) => key);
  };
  return { objects, options, payloads, store, keysBelow, [Symbol.asyncDispose]: () => objects[Symbol.asyncDispose]() };
}
