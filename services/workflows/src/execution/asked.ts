import type { Happening } from '../interpreter/happening.ts';

/** What may be asked of an execution, as its row carries it to whoever works on it. */
export type Asked = Extract<Happening, { kind: 'cancelled' | 'suspended' | 'resumed' | 'retried' }>;

/** Rows that ask for an end, also to PostgreSQL. Processes of before write no more than the word. */
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

/** Whether it is asked of what has ended, instead of what goes on. */
export function isOfEnded({ kind }: Asked): boolean {
  return kind === 'retried';
}
