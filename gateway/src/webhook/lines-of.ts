import type { Due } from './delivery-store.ts';

/** Events of one subject are posted one after the other, in their order; so are those that name none. */
export function linesOf<D extends Pick<Due, 'body'>>(due: readonly D[]): D[][] {
  return [...Map.groupBy(due, ({ body }) => (JSON.parse(body) as { subject?: string }).subject).values()];
}
