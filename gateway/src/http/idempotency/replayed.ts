import type { Rendered } from '../rendered.ts';

const REPLAYED = 'idempotency-replayed';

/** A stored answer, marked as replayed. */
export function replayed(rendered: Rendered): Rendered {
  return { ...rendered, headers: { ...rendered.headers, [REPLAYED]: 'true' } };
}

export function isReplayed({ headers }: Rendered): boolean {
  return REPLAYED in headers;
}
