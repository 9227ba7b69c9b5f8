import type { Service } from '@mesh/contracts/operation';
import { DEAD_LETTERS, streamSubjects } from '@mesh/contracts/subjects';
import type { Database } from '@mesh/database/database';
import { currentEpoch } from '@mesh/database/incarnation';
import type { Log } from '@mesh/runtime/log';
import { meter } from '@mesh/runtime/metrics';
import type { JetStreamManager } from '@nats-io/jetstream';
import { sql, type Transaction } from 'kysely';
import { sendBack } from '../handle/consumer.ts';
import type { OutboxTables } from '../tables.ts';
import { type BrokerState, isSame, sinceMark } from './broker-state.ts';
import { ensureStream, type StreamName, streamNames, timeOf } from './streams.ts';

/** How long a broker may keep acknowledged messages off its disk (2 min on 2.9), with a margin. */
const UNSYNCED = sql`interval '5 minutes'`;
const again = meter.createCounter('mesh.outbox.published_again', {
  description: 'Events to be published again because the broker lost or may have lost them',
});

type Needs = {
  db: Database<OutboxTables>;
  service: Service;
  manager: JetStreamManager;
  serverId: string;
  log: Log;
};

/**
 * Compares the streams with their last known state, recreates missing ones, and republishes what they may lack. Consumers are
 * rewound to where the stream is surely unchanged: ahead of it they would skip new messages.
 */
export async function reconcile(needs: Needs): Promise<void> {
  for (const stream of streamNames) await reconcileStream(needs, stream);
}

async function reconcileStream({ db, service, manager, serverId, log }: Needs, stream: StreamName): Promise<void> {
  // The mark is read first: a stream that is looked at later can only have grown, unless it lost something.
  const { mark, epoch } = await db.asSystem(async (trx) => ({
    mark: await readMark(trx, stream),
    epoch: await readEpoch(trx),
  }));
  const { created, state } = await ensureStream(manager, stream);
  const stands = { created: String(created), lastSequence: state.last_seq, lastTime: String(state.last_ts) };
  const now = { epoch, ...stands, serverId };
  const verdict = await sinceMark(mark, now, stream === DEAD_LETTERS ? undefined : timeOf(manager, stream));
  if (verdict === 'same') return db.asSystem((trx) => moveMark(trx, stream, now));
  if (mark) await sendBack(manager, service, stream, verdict === 'lost' ? 0 : mark.lastSequence);

  const count = await db.asSystem(async (trx) => {
    // Waits for relays that are publishing, so that their events are considered too.
    await sql`lock table broker_mark in exclusive mode`.execute(trx);
    if (!isSame(mark, await readMark(trx, stream))) return 0; // another replica was faster
    if (mark && mark.epoch !== epoch) await rememberAnew(trx);
    const repeated = await publishAgain(trx, stream, verdict);
    await writeMark(trx, stream, now);
    return repeated;
  });
  const level = verdict === 'lost' ? 'warn' : 'info';
  if (mark) log[level]({ stream, verdict, count }, 'the broker may have lost events, so they are published again');
  again.add(count, { stream });
}

/** Consumers drop repeated events: their inbox remembers longer than the outbox keeps. */
async function publishAgain(trx: Transaction<OutboxTables>, stream: StreamName, verdict: 'restarted' | 'lost') {
  const told = trx
    .updateTable('outbox')
    .set({ publishedAt: null })
    .where('publishedAt', 'is not', null)
    .where(sql`split_part(subject, '.', 1)`, 'in', kindsIn(stream));
  const doubtful = sql<Date>`(select seen_at - ${UNSYNCED} from broker_mark where stream = ${stream})`;
  const rows = verdict === 'lost' ? told : told.where('publishedAt', '>', doubtful);
  return Number((await rows.executeTakeFirst()).numUpdatedRows);
}

/**
 * After a restore, events that were handled long ago may come again from services whose backup is as old: inbox rows are kept
 * anew.
 */
async function rememberAnew(trx: Transaction<OutboxTables>): Promise<void> {
  await trx
    .updateTable('inbox')
    .set({ doneAt: sql<Date>`now()` })
    .where('doneAt', '<', sql<Date>`now() - interval '1 hour'`)
    .execute();
}

/** First tokens of the stream's subjects. */
function kindsIn(stream: StreamName): string[] {
  return [...new Set(streamSubjects[stream].map((subject) => subject.slice(0, subject.indexOf('.'))))];
}

async function readMark(trx: Transaction<OutboxTables>, stream: StreamName): Promise<BrokerState | undefined> {
  const row = await trx
    .selectFrom('brokerMark')
    .select(['epoch', 'created', 'lastSequence', 'lastTime', 'serverId'])
    .where('stream', '=', stream)
    .executeTakeFirst();
  return row && { ...row, epoch: Number(row.epoch), lastSequence: Number(row.lastSequence) };
}

async function readEpoch(trx: Transaction<OutboxTables>): Promise<number> {
  const { epoch } = await trx.selectNoFrom(currentEpoch.as('epoch')).executeTakeFirstOrThrow();
  return Number(epoch);
}

/** Moves the mark forward only: another replica may have seen more. */
async function moveMark(trx: Transaction<OutboxTables>, stream: StreamName, now: BrokerState) {
  const { epoch, created, lastSequence, lastTime } = now;
  await trx
    .updateTable('brokerMark')
    .set({ lastSequence: String(lastSequence), lastTime, seenAt: sql<Date>`clock_timestamp()` })
    .where('stream', '=', stream)
    .where('epoch', '=', String(epoch))
    .where('created', '=', created)
    .where('lastSequence', '<=', String(lastSequence))
    .execute();
}

async function writeMark(trx: Transaction<OutboxTables>, stream: StreamName, state: BrokerState): Promise<void> {
  const { epoch, lastSequence } = state;
  const numbers = { epoch: String(epoch), lastSequence: String(lastSequence) };
  const seen = { ...state, ...numbers, seenAt: sql<Date>`clock_timestamp()` };
  await trx
    .insertInto('brokerMark')
    .values({ stream, ...seen })
    .onConflict((conflict) => conflict.column('stream').doUpdateSet(seen))
    .execute();
}
