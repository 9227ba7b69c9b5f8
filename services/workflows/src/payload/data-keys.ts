import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Bus } from '@mesh/bus/bus';
import { call } from '@mesh/bus/call';
import { issueDataKey, openDataKey } from '@mesh/contracts/data-keys';
import { Remembered } from '@mesh/runtime/remembered';
import { principalOf } from '../execution/principal-of.ts';
import type { PayloadOwner, Reference } from './reference.ts';

const MOST_KEPT = 1_000;
const KEPT_MS = 60_000;

/** Source of payload keys. Requests of one turn of the event loop share a message. */
export type DataKeys = {
  /** A new key for one payload, plain and wrapped by its workspace. */
  issue(owner: PayloadOwner, payloadId: string): Promise<{ readonly key: KeyObject; readonly wrapped: string }>;
  /** Throws `integrity-violation` if it was changed, or belongs to another payload. */
  open(owner: PayloadOwner, reference: Reference): Promise<KeyObject>;
};

/** Gets keys from the credentials service, in the name of the execution. Opened keys are cached for a minute. */
export function dataKeysOver(bus: Bus): DataKeys {
  const opened = new Remembered<KeyObject>(MOST_KEPT, { lifeMs: KEPT_MS });
  const principal = ({ workspaceId, executionId }: PayloadOwner) =>
    principalOf({ id: executionId, workspaceId, scopes: [] });

  async function open(owner: PayloadOwner, { id: payloadId, key: wrapped }: Reference): Promise<KeyObject> {
    const question = { params: { payloadId }, body: { wrapped } };
    return keyOf((await call(bus, openDataKey, question, { principal: principal(owner) })).key);
  }

  return {
    async issue(owner, payloadId) {
      const { key, wrapped } = await call(
        bus,
        issueDataKey,
        { params: { payloadId } },
        { principal: principal(owner) },
      );
      return { key: keyOf(key), wrapped };
    },
    open(owner, reference) {
      const name = `${owner.workspaceId} ${reference.id} ${reference.key}`;
      return opened.get(name, () => open(owner, reference));
    },
  };
}

function keyOf(base64: string): KeyObject {
  const raw = Buffer.from(base64, 'base64');
  const key = createSecretKey(raw);
  raw.fill(0);
  return key;
}
