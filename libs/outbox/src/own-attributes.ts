import { z } from 'zod';
import type { CloudEvent } from './cloud-event.ts';

const named = /^[a-z0-9]+$/;
const time = z.iso.datetime({ offset: true });
/** The payload is JSON, whatever the data of the event were said to be. */
const ofThePayload = 'datacontenttype';

/** When an event was told, and where it has `given` attributes of its own, what it says of itself; then `recordedtime` is when it was told. */
export function toldAt(
  recorded: string,
  given: Readonly<Record<string, unknown>> | null | undefined,
): Pick<CloudEvent, 'attributes' | 'recordedtime' | 'time'> {
  return { time: recorded, ...(given && { recordedtime: recorded, ...ownAttributes(given) }) };
}

/** What an event that somebody else has made says of itself, as headers carry it: texts, and its time where that is one. */
export function ownAttributes(
  given: Readonly<Record<string, unknown>>,
): Pick<CloudEvent, 'attributes'> & { time?: string } {
  const texts = Object.entries(given).flatMap(([name, value]) =>
    named.test(name) && name !== ofThePayload && value !== null ? [[name, String(value)] as const] : [],
  );
  const { time: told, ...attributes } = Object.fromEntries(texts);
  const read = time.safeParse(told);
  return { attributes, ...(read.success && { time: read.data }) };
}
