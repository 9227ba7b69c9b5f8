import { createHash } from 'node:crypto';
import type { Bus } from '@mesh/bus/bus';
import { checkOut } from '@mesh/bus/claim-check';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Service } from '@mesh/contracts/operation';
import { type ConsumerName, workspaceOf } from '@mesh/contracts/subjects';
import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import { meter } from '@mesh/runtime/metrics';
import { contextOf, inSpan } from '@mesh/runtime/span';
import type { JsMsg } from '@nats-io/jetstream';
import { SpanKind } from '@opentelemetry/api';
import { asOutbox } from '../as-outbox.ts';
import type { FactHandler } from '../on.ts';
import type { OutboxTables } from '../tables.ts';
import { bury, countFailure, type Letter, MOST_FAILURES, reasonOf } from './dead-letters.ts';
import { doOnce } from './do-fact.ts';
import { toLetter } from './letter-payload.ts';
import { type Read, readFact } from './read-fact.ts';

const LATER_MS = 30_000;
const AWAY_MS = 1_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 10_000;
const handled = meter.createCounter('mesh.inbox.handled', { description: 'Messages that a consumer has dealt with' });
const security = meter.createCounter('mesh.security.events', { description: 'Attempts to cross a boundary' });

export type Consuming<S> = {
  db: Database<S>;
  bus: Bus;
  service: Service;
  name: ConsumerName;
  handlers: readonly FactHandler<S>[];
  log: Log;
};
type Outcome = 'done' | 'repeated' | 'ignored' | 'later' | 'failed' | 'dead' | 'away';

/** Handles one message and answers the broker. Never rejects: a failure is redelivered, at most eight times. */
export async function handleMessage<S extends OutboxTables>(needs: Consuming<S>, message: JsMsg): Promise<void> {
  const { service, name, log } = needs;
  const attributes = {
    'messaging.system': 'nats',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': message.subject,
    'messaging.consumer.group.name': `${service}-${name}`,
  };
  const parent = contextOf(message.headers?.get('traceparent'));
  await inSpan(`process ${message.subject}`, { kind: SpanKind.CONSUMER, attributes, parent }, async (span) => {
    const outcome = await attempt(needs, message).catch((error: unknown): Outcome => {
      log.warn({ err: error, subject: message.subject }, 'an event cannot be dealt with now');
      message.nak(AWAY_MS);
      return 'away';
    });
    span.setAttribute('mesh.outcome', outcome);
    handled.add(1, { consumer: name, outcome });
  });
}

async function attempt<S extends OutboxTables>(needs: Consuming<S>, message: JsMsg): Promise<Outcome> {
  const { db, bus, name, handlers } = needs;
  const payload = Buffer.from(await checkOut(bus, message));
  const read = readFact(handlers, message.subject, message.headers, payload);
  if (read.kind === 'ignored') {
    message.ack();
    return 'ignored';
  }
  if (read.kind === 'later') {
    message.nak(LATER_MS);
    return 'later';
  }
  const letter = letterOf(needs, message, read, payload);
  if (read.kind === 'refused') return refuse(needs, message, letter, read);
  try {
    const done = await doOnce({ db, consumer: name, handler: read.handler, fact: read.fact });
    message.ack();
    return done ? 'done' : 'repeated';
  } catch (error) {
    if (error instanceof MeshError && error.code === 'unavailable') throw error;
    return fail(needs, message, letter, error);
  }
}

/** What can never be handled becomes a dead letter at once. */
async function refuse<S extends OutboxTables>(
  { db, log, name }: Consuming<S>,
  message: JsMsg,
  letter: Letter,
  { reason, security: isSecurity }: Extract<Read<S>, { kind: 'refused' }>,
): Promise<Outcome> {
  await asOutbox(db).asSystem(async (trx) => {
    const failures = await countFailure(trx, letter, reason);
    await bury(trx, letter, { reason, failures });
  });
  const { eventId, subject, workspaceId } = letter;
  log.error({ eventId, subject, workspaceId, reason, security: isSecurity }, 'an event was refused');
  if (isSecurity) security.add(1, { kind: 'workspace-mismatch', consumer: name });
  message.ack();
  return 'dead';
}

async function fail<S extends OutboxTables>(
  { db, log }: Consuming<S>,
  message: JsMsg,
  letter: Letter,
  error: unknown,
): Promise<Outcome> {
  const reason = reasonOf(error);
  const failures = await asOutbox(db).asSystem(async (trx) => {
    const count = await countFailure(trx, letter, reason);
    if (count >= MOST_FAILURES) await bury(trx, letter, { reason, failures: count });
    return count;
  });
  const { eventId, subject } = letter;
  log.warn({ err: error, eventId, subject, failures }, 'an event could not be handled');
  if (failures < MOST_FAILURES) {
    message.nak(Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS));
    return 'failed';
  }
  log.error({ eventId, subject, failures, reason }, 'an event was buried');
  message.ack();
  return 'dead';
}

function letterOf<S>(
  { service, name }: Consuming<S>,
  { subject, headers }: JsMsg,
  read: Extract<Read<S>, { kind: 'fact' | 'refused' }>,
  payload: Buffer,
): Letter {
  const told = read.kind === 'fact' ? read.fact.id : read.eventId;
  const eventId = told ?? `sha256_${createHash('sha256').update(`${subject}\n`).update(payload).digest('hex')}`;
  const carried = Object.fromEntries((headers?.keys() ?? []).map((key) => [key, headers?.get(key) ?? '']));
  return {
    service,
    consumer: name,
    workspaceId: workspaceOf(subject) ?? '',
    eventId,
    subject,
    ...toLetter(carried, payload),
  };
}
