import { standardFault } from '../../workflow-fault.ts';
import { fieldsOf } from '../document-fields.ts';

/** A failure that a retry may overcome. */
export function broken(detail: string, status = 502) {
  return standardFault('communication', detail, { status });
}

/** An error in the middle of an answer, which may state the status that it should have had. */
export function brokenOff(error: unknown) {
  const { code } = fieldsOf(error);
  const status = /^[45]\d\d$/.test(String(code)) ? Number(code) : undefined;
  return broken(`the model broke off: ${messageOf(error ?? 'it gives no reason')}`, status);
}

/** A short form of an endpoint's error message, with that of the endpoint behind it. */
export function messageOf(error: unknown): string {
  const { message = error, metadata } = fieldsOf(error);
  const { raw } = fieldsOf(metadata);
  const said = [message, ...(raw === undefined || raw === null ? [] : [raw])];
  return said.map((one) => (typeof one === 'string' ? one : (JSON.stringify(one) ?? '')).slice(0, 300)).join(': ');
}
