import type { Due } from './delivery-store.ts';

/** Groups deliveries by subject: those of one subject, or of none, are posted one after the other and in order. */
export function linesOf<D extends Pick<Due, 'body'>>(due: readonly D[]): D[][] {
  return [...Map.groupBy(due, ({ body }) => (JSON.parse(body) as { subject?: string }).subject).values()];
}
