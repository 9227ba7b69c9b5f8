import { setTimeout as sleep } from 'node:timers/promises';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import type { Egress } from '@mesh/egress/egress';
import type { Log } from '@mesh/runtime/log';
import { supervise } from '@mesh/runtime/supervise';
import type { Schema } from '../db/schema.ts';
import type { Sealing } from '../http/idempotency/sealing.ts';
import { type Due, takeDue, writeOutcome } from './delivery-store.ts';
import { nextStep } from './next-step.ts';
import { secretName } from './secret-name.ts';
import { signedHeaders } from './signature.ts';

const LOOK_MS = 500;
const ATTEMPT_MS = 15_000;
const MOST_BYTES = 64 * 1_024;

type Needs = {
  readonly db: Database<Schema>;
  readonly egress: Pick<Egress, 'request'>;
  readonly sealing: Sealing;
  readonly log: Log;
};

/** Posts what is due to webhook endpoints, until disposed. Replicas share the work; each event is posted at least once. */
export function deliverWebhooks(needs: Needs): AsyncDisposable {
  const stop = new AbortController();
  const delivering = supervise(
    'webhooks',
    async (signal) => {
      while (!signal.aborted) {
        const due = await needs.db.asSystem(takeDue);
        await Promise.all(due.map((one) => deliver(needs, one)));
        if (due.length === 0) await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
      }
    },
    { signal: stop.signal, log: needs.log },
  );
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await delivering;
    },
  };
}

async function deliver({ db, egress, sealing }: Needs, due: Due): Promise<void> {
  const { endpointId, seq, url, body, attempts } = due;
  const secret = sealing.open(secretName(due.workspaceId, endpointId), due.secret).toString();
  const signed = signedHeaders(secret, { id: `${endpointId}_${seq}`, at: new Date(), body });
  const headers = { ...signed, 'content-type': 'application/cloudevents+json' };
  const asked = { method: 'POST', url, headers, body, timeoutMs: ATTEMPT_MS, maxBytes: MOST_BYTES, redirects: 0 };
  const answer = await egress.request(asked).catch((error: unknown) => error);
  const { status, retryAfter, error } = read(answer);
  const step = nextStep({ attempts, status, retryAfter }, new Date(), Math.random());
  await db.asSystem((trx) => writeOutcome(trx, due, { step, status, error }));
}

function read(answer: Awaited<ReturnType<Egress['request']>> | unknown) {
  if (answer instanceof MeshError) return { error: answer.message };
  if (answer instanceof Error) throw answer;
  const { status, headers } = answer as Awaited<ReturnType<Egress['request']>>;
  return { status, retryAfter: headers['retry-after'] };
}
