import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import type { Egress } from '@mesh/egress/egress';
import type { Log } from '@mesh/runtime/log';
import { startLoop } from '@mesh/runtime/loop';
import { pauseFor } from '@mesh/runtime/pause-for';
import type { Schema } from '../db/schema.ts';
import type { Sealing } from '../sealing.ts';
import { type Due, takeDue, writeOutcome } from './delivery-store.ts';
import { nextStep } from './next-step.ts';
import { secretName } from './secret-name.ts';
import { signedHeaders } from './signature.ts';

const LOOK_MS = 500;
const ATTEMPT_MS = 15_000;

type Needs = {
  readonly db: Database<Schema>;
  readonly egress: Pick<Egress, 'request'>;
  readonly sealing: Sealing;
  readonly log: Log;
};

/** Posts what is due to webhook endpoints, until disposed. Replicas share the work; each event is posted at least once. */
export function deliverWebhooks(needs: Needs): AsyncDisposable {
  const run = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      const due = await needs.db.asSystem(takeDue);
      await Promise.all(due.map((one) => deliver(needs, one)));
      if (due.length === 0) await pauseFor(LOOK_MS, signal);
    }
  };
  return startLoop('webhooks', run, needs.log);
}

async function deliver(needs: Needs, due: Due): Promise<void> {
  const { status, retryAfter, error } = await post(needs, due);
  const step = nextStep({ attempts: due.attempts, status, retryAfter }, new Date(), Math.random());
  await needs.db.asSystem((trx) => writeOutcome(trx, due, { step, status, error }));
}

type Posted = { status?: number; retryAfter?: string | undefined; error?: string };

/** One attempt. Never rejects: one endpoint that cannot be served holds up no other. */
async function post({ egress, sealing, log }: Needs, due: Due): Promise<Posted> {
  const { endpointId, workspaceId, seq, url, body } = due;
  try {
    const secret = sealing.open(secretName(workspaceId, endpointId), due.secret).toString();
    const signed = signedHeaders(secret, { id: `${endpointId}_${seq}`, at: new Date(), body });
    const headers = { ...signed, 'content-type': 'application/cloudevents+json' };
    const how = { timeoutMs: ATTEMPT_MS, redirects: 0, unread: true };
    const answer = await egress.request({ method: 'POST', url, headers, body, ...how });
    return { status: answer.status, retryAfter: answer.headers['retry-after'] };
  } catch (error) {
    if (error instanceof MeshError) return { error: error.message };
    log.error({ err: error, endpointId }, 'a webhook could not be made');
    return { error: 'the gateway could not make the request; its log says why' };
  }
}
