import { z } from 'zod';
import type { CloudEvent } from './cloud-event.ts';

const named = /^[a-z0-9]+$/;
const time = z.iso.datetime({ offset: true });
/** Says among what is given that the data are bytes in base64. No user's attribute has such a name. */
export const IN_BASE64 = 'data_base64';
/** Says in the same way that the event has no data, which is not data that are null. */
export const WITHOUT_DATA = 'without_data';

/** When an event was told, and where it has `given` attributes of its own, what it says of itself; then `recordedtime` is when it was told. */
export function toldAt(
  recorded: string,
  given: Readonly<Record<string, unknown>> | null | undefined,
): Pick<CloudEvent, 'attributes' | 'inBase64' | 'recordedtime' | 'time'> {
  return { time: recorded, ...(given && { recordedtime: recorded, ...ownAttributes(given) }) };
}

/** What an event of somebody else says of itself, as headers carry it: texts, its time where that is one, its bytes. */
export function ownAttributes(
  given: Readonly<Record<string, unknown>>,
): Pick<CloudEvent, 'attributes' | 'inBase64'> & { time?: string } {
  const texts = Object.entries(given).flatMap(([name, value]) =>
    named.test(name) && value !== null ? [[name, String(value)] as const] : [],
  );
  const { time: told, ...attributes } = Object.fromEntries(texts);
  const read = time.safeParse(told);
  const inBase64 = given[IN_BASE64] === true;
  return { attributes, ...(inBase64 && { inBase64 }), ...(read.success && { time: read.data }) };
}
