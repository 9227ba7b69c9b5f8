import type { Bus } from '@mesh/bus/bus';
import { bundledTopics } from '@mesh/contracts/events';
import { bundledSubject, topicOf } from '@mesh/contracts/subjects';
import type { CloudEvent } from './cloud-event.ts';
import { type Message, messageOf } from './message-of.ts';
import { dataOf, eventOf, type Row } from './publication-of.ts';
import type { Publisher } from './publisher.ts';
import { IN_BUNDLE } from './read-bundle.ts';
import { fromStructured } from './structured-event.ts';

type Told = { readonly event: CloudEvent; readonly data: string | undefined };
type Bundle = { readonly id: string; readonly subject: string; readonly told: readonly [Told, ...Told[]] };
type Needs = { readonly bus: Bus; readonly publisher: Publisher };

/**
 * Tells the events of bundles each by itself, to whoever listens just now: of each bundle the first, and the others if that
 * was heard. Gives how many events the rows are.
 */
export async function tellBesides({ bus, publisher }: Needs, rows: readonly Row[]): Promise<number> {
  const bundles = rows.map(bundleOf).filter((bundle) => bundle !== undefined);
  const heard = await publisher.tell(await Promise.all(bundles.map((bundle) => written(bus, bundle, bundle.told[0]))));
  for (const [place, bundle] of bundles.entries())
    for (const told of heard[place] ? bundle.told.slice(1) : []) {
      const { subject, data, headers } = await written(bus, bundle, told);
      bus.nats.publish(subject, data, { headers });
    }
  return bundles.reduce((sum, { told }) => sum + told.length - 1, rows.length);
}

/** What a row tells besides; nothing where the broker keeps its event as it is. */
function bundleOf(row: Row): Bundle | undefined {
  const { id, data } = row;
  const subject = bundledSubject(row.subject);
  if (subject === undefined)
    return bundledTopics.has(topicOf(row.subject))
      ? { id, subject: row.subject, told: [{ event: eventOf(row), data: dataOf(row) }] }
      : undefined;
  const [first, ...others] = (JSON.parse(data) as Record<string, unknown>[]).map((told) => {
    const { event, data: own } = fromStructured(told);
    return { event, data: own === undefined ? undefined : JSON.stringify(own) };
  });
  return first && { id, subject, told: [first, ...others] };
}

async function written(bus: Bus, { id, subject }: Bundle, { event, data }: Told): Promise<Message> {
  const message = await messageOf(bus, subject, event, data);
  message.headers.set(IN_BUNDLE, id);
  return message;
}
