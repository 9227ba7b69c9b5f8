import type { Happening } from '../interpreter/happening.ts';

/** What a person may ask of an execution, as its row carries it to whoever works on it. */
export type Asked = 'cancel' | Extract<Happening, { kind: 'suspended' | 'resumed' | 'retried' }>;

export function askedText(asked: Asked): string {
  return asked === 'cancel' ? asked : JSON.stringify(asked);
}

export function happeningOf(asked: string): Happening {
  if (asked === 'cancel') return { kind: 'cancelled' };
  const happening: Happening = JSON.parse(asked);
  if (happening.kind === 'retried') return { ...happening, timeouts: 'anew' };
  if (happening.kind !== 'resumed' || !happening.outcome) return happening;
  return { ...happening, outcome: { ...happening.outcome, isFinal: true } };
}

/** Whether it is asked of what has ended, instead of what goes on. */
export function isOfEnded(asked: Asked): boolean {
  return asked !== 'cancel' && asked.kind === 'retried';
}
