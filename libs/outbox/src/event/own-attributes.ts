import { z } from 'zod';
import type { CloudEvent } from './cloud-event.ts';

const named = /^[a-z0-9]+$/;
const time = z.iso.datetime({ offset: true });
/** Marks, among given attributes, data that are bytes in base64. No user's attribute can have this name. */
export const IN_BASE64 = 'data_base64';
/** Marks an event without data, which is not an event whose data are null. */
export const WITHOUT_DATA = 'without_data';

/**
 * The time of an event and, for one with attributes of its own, what it states; then `recordedtime` is when it was recorded.
 */
export function toldAt(
  recorded: string,
  given: Readonly<Record<string, unknown>> | null | undefined,
): Pick<CloudEvent, 'attributes' | 'inBase64' | 'recordedtime' | 'time'> {
  return { time: recorded, ...(given && { recordedtime: recorded, ...ownAttributes(given) }) };
}

/** What a user's event states, as headers carry it: texts, its time if valid, its bytes. */
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
