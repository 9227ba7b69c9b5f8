/**
 * The Redis channels that say «look again» to whoever streams executions or the event feed of a workspace. A message names
 * each that has grown: `<execution or workspace>:<seq>`, separated by spaces. A hint may be lost; the rows are the truth.
 */
export const GROWN_EXECUTIONS = 'live:executions';
export const GROWN_FEEDS = 'live:feeds';
/** The glob of both. */
export const GROWN = 'live:*';

export function grownOf(grown: ReadonlyMap<string, number>): string {
  return [...grown].map(([name, seq]) => `${name}:${seq}`).join(' ');
}

/** What a message names. Of a `seq` that is no number nothing is known: it may be any. */
export function readGrown(text: string): [name: string, seq: number][] {
  return text.split(' ').map((hint) => {
    const [name = '', seq = ''] = hint.split(':');
    return [name, /^\d{1,15}$/.test(seq) ? Number(seq) : Number.POSITIVE_INFINITY];
  });
}
