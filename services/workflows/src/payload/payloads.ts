import { randomUUID } from 'node:crypto';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Json } from '@mesh/jq/json';
import type { Objects } from '@mesh/objects/objects';
import { Semaphore } from '@mesh/runtime/semaphore';
import type { DataKeys } from './data-keys.ts';
import type { PayloadOwner, Reference } from './reference.ts';
import { openPayload, SEALING_BYTES, sealPayload } from './sealed-payload.ts';
import { MOST_BYTES } from './size.ts';

/** Payloads processed at once: each may take several times 32 MiB of memory. */
const AT_ONCE = 4;

type Needs = { readonly bucket: Pick<Objects, 'put' | 'get' | 'delete'>; readonly keys: DataKeys };

/** The reading side of payloads. */
export type Reading = Pick<Payloads, 'value'>;

/** Values too large for a row, sealed in the bucket, each with a key of its own. */
export class Payloads {
  readonly #needs: Needs;
  readonly #semaphore = new Semaphore(AT_ONCE, Number.POSITIVE_INFINITY);

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Stores a value, given as JSON text. Throws `payload-too-large`, and `unavailable` while bucket or keys are away. */
  async keep(owner: PayloadOwner, text: string): Promise<Reference> {
    const { bucket, keys } = this.#needs;
    const bytes = Buffer.byteLength(text);
    if (bytes > MOST_BYTES) throw payloadTooLarge();
    const id = randomUUID();
    const { key, wrapped } = await keys.issue(owner, id);
    await this.#semaphore.run(() => {
      const sealed = sealPayload(key, { ...owner, id }, Buffer.from(text));
      return bucket.put(objectOf(owner, id), sealed);
    });
    return { id, bytes, key: wrapped };
  }

  /** Loads a value. Throws `integrity-violation` if it was changed or is gone, `unavailable` while bucket or keys are away. */
  async value(owner: PayloadOwner, reference: Reference): Promise<Json> {
    const { bucket, keys } = this.#needs;
    const key = await keys.open(owner, reference);
    const maxBytes = reference.bytes + SEALING_BYTES;
    return this.#semaphore.run(async () => {
      const sealed = await bucket.get(objectOf(owner, reference.id), { maxBytes }).catch(violated);
      return JSON.parse(openPayload(key, { ...owner, ...reference }, sealed).toString()) as Json;
    });
  }

  /** Deletes payloads that no row refers to. Failed deletions are left to the sweep. */
  async drop(owner: PayloadOwner, references: readonly Reference[]): Promise<void> {
    const { bucket } = this.#needs;
    await Promise.all(references.map(({ id }) => bucket.delete(objectOf(owner, id)).catch(() => {})));
  }
}

/** Prefix of payloads in the bucket. */
export const PAYLOADS = 'payloads/';

export function payloadsOf(workspaceId: string): string {
  return `${PAYLOADS}${workspaceId}/`;
}

function objectOf({ workspaceId, executionId }: PayloadOwner, id: string): string {
  return `${payloadsOf(workspaceId)}${executionId}/${id}`;
}

function payloadTooLarge(): MeshError {
  const message = `a value has more than ${MOST_BYTES} bytes as JSON, which is the most that is kept`;
  return new MeshError('payload-too-large', message, { extra: { limitBytes: MOST_BYTES } });
}

function violated(cause: unknown): never {
  const code = cause instanceof MeshError ? cause.code : undefined;
  if (code === 'not-found')
    throw new MeshError('integrity-violation', 'a stored payload is not where it was put', { cause });
  if (code === 'payload-too-large')
    throw new MeshError('integrity-violation', 'a stored payload is larger than what was put', { cause });
  throw cause;
}
