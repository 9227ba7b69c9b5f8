import type { Bus } from '@mesh/bus/bus';
import { bundledTopics } from '@mesh/contracts/events';
import { bundledSubject, topicOf } from '@mesh/contracts/subjects';
import { IN_BUNDLE } from '../event/bundle-headers.ts';
import type { CloudEvent } from '../event/cloud-event.ts';
import { unpack } from '../event/packed.ts';
import { fromStructured } from '../event/structured-event.ts';
import { type Message, messageOf } from './message-of.ts';
import { dataOf, eventOf, type Row } from './publication-of.ts';
import type { Publisher } from './publisher.ts';

type Told = { readonly event: CloudEvent; readonly data: string | undefined };
type Needs = { readonly bus: Bus; readonly publisher: Publisher };

/**
 * Publishes the events of bundles one by one to current subscribers: of each subject the first, and the others only if that was
 * received, so that what nobody hears is not even unpacked.
 */
export async function tellBesides(needs: Needs, rows: readonly Row[]): Promise<void> {
  const bySubject = Map.groupBy(rows.filter(isBundled), ({ subject }) => bundledSubject(subject) ?? subject);
  const open = [...bySubject].map(([subject, bundles]) => ({ subject, events: eventsOf(bundles) }));
  const firsts = open.flatMap(({ subject, events }) => {
    const { value } = events.next();
    return value ? [{ subject, events, first: value }] : [];
  });
  const { bus, publisher } = needs;
  const heard = await publisher.tell(
    await Promise.all(firsts.map(({ subject, first }) => written(bus, subject, first))),
  );
  for (const [place, { subject, events }] of firsts.entries())
    for (const one of heard[place] ? events : []) {
      const { data, headers } = await written(bus, subject, one);
      bus.nats.publish(subject, data, { headers });
    }
}

function isBundled({ subject }: Row): boolean {
  return bundledSubject(subject) !== undefined || bundledTopics.has(topicOf(subject));
}

type InBundle = Told & { readonly bundle: string };

/** The events of rows, each with an id of its own; unpacked lazily. */
function* eventsOf(rows: readonly Row[]): Generator<InBundle, undefined> {
  for (const row of rows) for (const told of toldIn(row)) yield { ...told, bundle: row.id };
}

function toldIn(row: Row): Told[] {
  if (bundledSubject(row.subject) === undefined) return [{ event: eventOf(row), data: dataOf(row) }];
  return (JSON.parse(row.packed ? unpack(row.packed) : row.data) as Record<string, unknown>[]).map((told) => {
    const { event, data } = fromStructured(told);
    return { event, data: data === undefined ? undefined : JSON.stringify(data) };
  });
}

async function written(bus: Bus, subject: string, { event, data, bundle }: InBundle): Promise<Message> {
  const message = await messageOf(bus, subject, event, data);
  message.headers.set(IN_BUNDLE, bundle);
  return message;
}
