import { standardFault } from '../../workflow-fault.ts';
import { fieldsOf } from '../document-fields.ts';

/** Another try may go better. */
export function broken(detail: string, status = 502) {
  return standardFault('communication', detail, { status });
}

/** An error inside an answer that began well may tell the status that it would have had. */
export function brokenOff(error: unknown) {
  const { code } = fieldsOf(error);
  const status = /^[45]\d\d$/.test(String(code)) ? Number(code) : undefined;
  return broken(`the model broke off: ${messageOf(error ?? 'it gives no reason')}`, status);
}

/** What an endpoint says went wrong, in a few words, and what the one behind it does. */
export function messageOf(error: unknown): string {
  const { message = error, metadata } = fieldsOf(error);
  const { raw } = fieldsOf(metadata);
  const said = [message, ...(raw === undefined || raw === null ? [] : [raw])];
  return said.map((one) => (typeof one === 'string' ? one : (JSON.stringify(one) ?? '')).slice(0, 300)).join(': ');
}
