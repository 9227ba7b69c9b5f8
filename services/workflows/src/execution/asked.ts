import type { Happening } from '../interpreter/happening.ts';

/** Requests to an execution, as its row carries them to whoever works on it. */
export type Asked = Extract<Happening, { kind: 'cancelled' | 'suspended' | 'resumed' | 'retried' }>;

/** Matches requests to cancel, also in PostgreSQL. Earlier versions wrote the bare word. */
export const ASKS_END = '^cancel$|^[{]"kind":"cancelled"';
const asksEndIn = new RegExp(ASKS_END);

export function asksEnd(asked: string | null): boolean {
  return asked !== null && asksEndIn.test(asked);
}

export function askedText({ kind, ...more }: Asked): string {
  return JSON.stringify({ kind, ...more });
}

export function happeningOf(asked: string): Happening {
  if (asked === 'cancel') return { kind: 'cancelled' };
  const happening: Happening = JSON.parse(asked);
  if (happening.kind === 'retried') return { ...happening, timeouts: 'anew' };
  if (happening.kind !== 'resumed' || !happening.outcome) return happening;
  return { ...happening, outcome: { ...happening.outcome, isFinal: true } };
}

/** Whether the request is for ended executions, not for running ones. */
export function isOfEnded({ kind }: Asked): boolean {
  return kind === 'retried';
}
