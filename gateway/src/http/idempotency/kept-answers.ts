import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import type { Schema, Trx } from '../../db/schema.ts';
import type { Sealing } from '../../sealing.ts';
import type { Rendered } from '../rendered.ts';
import {
  findKey,
  forgetKey,
  holdKey,
  type Keyed,
  type KeyRow,
  keepAnswer,
  releaseKey,
  renewKey,
} from './kept-answer-store.ts';

/** Answers to requests with an idempotency key, stored for 24 h and shared by all replicas. */
export type KeptAnswers = {
  /**
   * Returns the stored answer, or claims the request for this caller. Throws if it is under way, or the key was used for
   * another request.
   */
  hold(keyed: Keyed): Promise<{ kept: Rendered } | { kept?: undefined; newId: string | undefined }>;
  renew(keyed: Keyed): Promise<void>;
  keep(keyed: Keyed, rendered: Rendered): Promise<void>;
  /** Frees the key for the next attempt, which gets the same id. */
  release(keyed: Keyed): Promise<void>;
  forget(keyed: Keyed): Promise<void>;
};

export function keptAnswers(db: Database<Schema>, sealing: Sealing): KeptAnswers {
  const change = (work: (trx: Trx, keyed: Keyed) => Promise<void>) => (keyed: Keyed) =>
    db.inWorkspace(keyed.workspaceId, (trx) => work(trx, keyed));

  return {
    hold: (keyed) =>
      db.inWorkspace(keyed.workspaceId, async (trx) => {
        const held = await holdKey(trx, keyed);
        if (held) return { newId: held.newId ?? undefined };
        return { kept: answerOf(await findKey(trx, keyed), keyed, sealing) };
      }),
    renew: change(renewKey),
    keep(keyed, rendered) {
      const body = sealing.seal(nameOf(keyed), Buffer.from(rendered.body));
      return db.inWorkspace(keyed.workspaceId, (trx) => keepAnswer(trx, keyed, { ...rendered, body }));
    },
    release: change(releaseKey),
    forget: change(forgetKey),
  };
}

function answerOf(row: KeyRow | undefined, keyed: Keyed, sealing: Sealing): Rendered {
  if (row && !row.fingerprint.equals(keyed.fingerprint))
    throw new MeshError('idempotency-mismatch', 'this Idempotency-Key was sent with another request; take a new one');
  if (row?.status == null || !row.headers || !row.body)
    throw new MeshError('idempotency-in-progress', 'the first request with this key is under way; ask again', {
      retryAfterSeconds: row?.waitSeconds ?? 1,
    });
  return { status: row.status, headers: row.headers, body: sealing.open(nameOf(keyed), row.body).toString() };
}

const nameOf = ({ workspaceId, askerId, key }: Keyed) => `${workspaceId} ${askerId} ${key}`;
