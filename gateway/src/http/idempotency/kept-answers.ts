import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema } from '../../db/schema.ts';
import type { Sealing } from '../../sealing.ts';
import type { Rendered } from '../rendered.ts';

const KEPT = sql.lit('24 hours');
/** How long a process may be silent before another takes its request over. */
const HELD = sql.lit('10 seconds');

/**
 * One request with a key. A key is its asker's own: an answer may hold a secret, and what one may ask another may not.
 * `newId` is the id of what it makes, unless one was minted for the key before.
 */
export type Keyed = {
  readonly workspaceId: string;
  readonly askerId: string;
  readonly key: string;
  readonly fingerprint: Buffer;
  readonly newId: string | undefined;
};

/** The answers to requests with a key, for 24 h, on every replica. */
export type KeptAnswers = {
  /** The kept answer; or the request is this caller's to do. Throws where it is under way or was another request. */
  hold(keyed: Keyed): Promise<{ kept: Rendered } | { kept?: undefined; newId: string | undefined }>;
  renew(keyed: Keyed): Promise<void>;
  keep(keyed: Keyed, rendered: Rendered): Promise<void>;
  /** Lets the next one do it, with the same id. */
  release(keyed: Keyed): Promise<void>;
  forget(keyed: Keyed): Promise<void>;
  /** Deletes what is over a day old, in all workspaces. */
  sweep(): Promise<void>;
};

type Row = {
  fingerprint: Buffer;
  status: number | null;
  headers: Record<string, string> | null;
  body: Buffer | null;
  waitSeconds: number;
};

export function keptAnswers(db: Database<Schema>, sealing: Sealing): KeptAnswers {
  const at = ({ workspaceId, askerId, key }: Keyed) =>
    sql`workspace_id = ${workspaceId} and asker_id = ${askerId} and key = ${key}`;
  const change = (keyed: Keyed, text: ReturnType<typeof sql>) =>
    db.inWorkspace(keyed.workspaceId, async (trx) => void (await text.execute(trx)));

  return {
    hold: (keyed) =>
      db.inWorkspace(keyed.workspaceId, async (trx) => {
        const { workspaceId, askerId, key, fingerprint, newId = null } = keyed;
        const {
          rows: [held],
        } = await sql<{ newId: string | null }>`
          insert into kept_answer as known (workspace_id, asker_id, key, fingerprint, new_id, held_until)
          values (${workspaceId}, ${askerId}, ${key}, ${fingerprint}, ${newId}, now() + interval ${HELD})
          on conflict (workspace_id, asker_id, key) do update set
            held_until = excluded.held_until,
            fingerprint = excluded.fingerprint,
            new_id = case when known.asked_at < now() - interval ${KEPT} then excluded.new_id else known.new_id end,
            asked_at = case when known.asked_at < now() - interval ${KEPT} then now() else known.asked_at end,
            status = null, headers = null, body = null
          where known.asked_at < now() - interval ${KEPT}
            or (known.status is null and known.held_until < now() and known.fingerprint = excluded.fingerprint)
          returning new_id`.execute(trx);
        if (held) return { newId: held.newId ?? undefined };
        const {
          rows: [row],
        } = await sql<Row>`
          select fingerprint, status, headers, body,
            greatest(1, ceil(extract(epoch from held_until - now())))::integer as wait_seconds
          from kept_answer where ${at(keyed)}`.execute(trx);
        return { kept: answerOf(row, keyed, sealing) };
      }),
    renew: (keyed) =>
      change(
        keyed,
        sql`update kept_answer set held_until = now() + interval ${HELD} where ${at(keyed)} and status is null`,
      ),
    keep: (keyed, { status, headers, body }) =>
      change(
        keyed,
        sql`update kept_answer set status = ${status}, headers = ${JSON.stringify(headers)}::jsonb,
          body = ${sealing.seal(nameOf(keyed), Buffer.from(body))} where ${at(keyed)}`,
      ),
    release: (keyed) => change(keyed, sql`update kept_answer set held_until = '-infinity' where ${at(keyed)}`),
    forget: (keyed) => change(keyed, sql`delete from kept_answer where ${at(keyed)} and status is null`),
    sweep: () =>
      db.asSystem(async (trx) => {
        await sql`delete from kept_answer where asked_at < now() - interval ${KEPT}`.execute(trx);
      }),
  };
}

function answerOf(row: Row | undefined, keyed: Keyed, sealing: Sealing): Rendered {
  if (row && !row.fingerprint.equals(keyed.fingerprint))
    throw new MeshError('idempotency-mismatch', 'this Idempotency-Key was sent with another request; take a new one');
  if (row?.status == null || !row.headers || !row.body)
    throw new MeshError('idempotency-in-progress', 'the first request with this key is under way; ask again', {
      retryAfterSeconds: row?.waitSeconds ?? 1,
    });
  return { status: row.status, headers: row.headers, body: sealing.open(nameOf(keyed), row.body).toString() };
}

const nameOf = ({ workspaceId, askerId, key }: Keyed) => `${workspaceId} ${askerId} ${key}`;
