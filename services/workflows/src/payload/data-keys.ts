import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Bus } from '@mesh/bus/bus';
import { call } from '@mesh/bus/call';
import { issueDataKey, openDataKey } from '@mesh/contracts/data-keys';
import { Remembered } from '@mesh/runtime/remembered';
import { principalOf } from '../effect/principal-of.ts';
import type { Place, Reference } from './reference.ts';

const MOST_KEPT = 1_000;
const KEPT_MS = 60_000;

/** Where keys of payloads come from. Those that are asked for in one turn of the event loop ride one message. */
export type DataKeys = {
  /** A new key for one payload, and the same wrapped by its workspace. */
  issue(place: Place, payloadId: string): Promise<{ readonly key: KeyObject; readonly wrapped: string }>;
  /** Throws `integrity-violation` where it was changed, or belongs to another payload. */
  open(place: Place, reference: Reference): Promise<KeyObject>;
};

/** Asks the credentials service, in the name of the execution. An opened key is kept for a minute. */
export function dataKeysOver(bus: Bus): DataKeys {
  const opened = new Remembered<KeyObject>(MOST_KEPT, { lifeMs: KEPT_MS });
  const principal = ({ workspaceId, executionId }: Place) => principalOf({ id: executionId, workspaceId, scopes: [] });

  async function open(place: Place, { id: payloadId, key: wrapped }: Reference): Promise<KeyObject> {
    const question = { params: { payloadId }, body: { wrapped } };
    return keyOf((await call(bus, openDataKey, question, { principal: principal(place) })).key);
  }

  return {
    async issue(place, payloadId) {
      const { key, wrapped } = await call(
        bus,
        issueDataKey,
        { params: { payloadId } },
        { principal: principal(place) },
      );
      return { key: keyOf(key), wrapped };
    },
    open(place, reference) {
      const name = `${place.workspaceId} ${reference.id} ${reference.key}`;
      return opened.get(name, () => open(place, reference));
    },
  };
}

function keyOf(base64: string): KeyObject {
  const raw = Buffer.from(base64, 'base64');
  const key = createSecretKey(raw);
  raw.fill(0);
  return key;
}
