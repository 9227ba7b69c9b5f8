import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import type { Egress } from '@mesh/egress/egress';
import type { Log } from '@mesh/runtime/log';
import type { Schema } from '../db/schema.ts';
import { goodSecrets } from '../former-secrets.ts';
import type { Sealing } from '../sealing.ts';
import { type Due, dueNow, endTurn, type Turn, writeOutcome } from './delivery-store.ts';
import { linesOf } from './lines-of.ts';
import { nextStep } from './next-step.ts';
import { secretName } from './secret-name.ts';
import { signedHeaders } from './signature.ts';

const ATTEMPT_MS = 15_000;
/** After this nothing more begins, since others wait for a turn. */
const TURN_MS = 15_000;
/** An endpoint that takes longer gets its next turns among the slow ones. */
const SLOW_MS = 5_000;

export type Needs = {
  readonly db: Database<Schema>;
  readonly egress: Pick<Egress, 'request'>;
  readonly sealing: Sealing;
  readonly log: Log;
};

/**
 * Posts what is due for one endpoint. Never rejects: after an internal failure everything is due again once the turn has
 * expired.
 */
export async function serveTurn(needs: Needs, turn: Turn, signal: AbortSignal): Promise<void> {
  const { db, log } = needs;
  const over = AbortSignal.any([signal, AbortSignal.timeout(TURN_MS)]);
  try {
    let isSlow = false;
    while (!over.aborted) {
      const due = await db.asSystem((trx) => dueNow(trx, turn));
      if (due.length === 0) break;
      const lines = linesOf(due).map((line) => deliverLine(needs, turn, line, over));
      const ended = await Promise.allSettled(lines);
      for (const line of ended) if (line.status === 'rejected') throw line.reason;
      isSlow = ended.some((line) => line.status === 'fulfilled' && line.value);
    }
    await db.asSystem((trx) => endTurn(trx, turn, isSlow));
  } catch (error) {
    log.error({ err: error, endpointId: turn.endpointId }, 'webhooks of an endpoint wait');
  }
}

/** Returns whether the last attempt was slow, however it ended. */
async function deliverLine(needs: Needs, turn: Turn, line: readonly Due[], over: AbortSignal): Promise<boolean> {
  let isSlow = false;
  for (const due of line) {
    if (over.aborted) break;
    const since = performance.now();
    const { status, retryAfter, error } = await post(needs, turn, due);
    isSlow = performance.now() - since > SLOW_MS;
    const step = nextStep({ attempts: due.attempts + 1, status, retryAfter }, new Date(), Math.random());
    await needs.db.asSystem((trx) => writeOutcome(trx, turn, due, { step, status, error }));
    if (step.kind === 'gone') break;
  }
  return isSlow;
}

type Posted = { status?: number; retryAfter?: string | undefined; error?: string };

/** One attempt. Never rejects. */
async function post({ egress, sealing, log }: Needs, turn: Turn, { seq, body }: Due): Promise<Posted> {
  const { endpointId, workspaceId, url } = turn;
  try {
    const at = new Date();
    const name = secretName(workspaceId, endpointId);
    const secrets = goodSecrets(turn, at.getTime()).map((sealed) => sealing.open(name, sealed).toString());
    const signed = signedHeaders(secrets, { id: `${endpointId}_${seq}`, at, body });
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
