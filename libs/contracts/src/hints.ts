/**
 * The Redis channel that says «look again» to whoever streams executions. A message names each whose journal has grown:
 * `<execution>:<seq>`, separated by spaces. A hint may be lost; the journal is the truth.
 */
export const GROWN_EXECUTIONS = 'live:executions';

export function grownExecutions(grown: ReadonlyMap<string, number>): string {
  return [...grown].map(([executionId, seq]) => `${executionId}:${seq}`).join(' ');
}

/** What a message names. Of a `seq` that is no number nothing is known: it may be any. */
export function readGrown(text: string): [name: string, seq: number][] {
  return text.split(' ').map((hint) => {
    const [name = '', seq = ''] = hint.split(':');
    return [name, /^\d{1,15}$/.test(seq) ? Number(seq) : Number.POSITIVE_INFINITY];
  });
}
