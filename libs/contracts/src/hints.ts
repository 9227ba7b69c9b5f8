/**
 * Redis channels that tell streams of executions or event feeds to look again. A message lists what has grown: `<execution or
 * workspace>:<seq>`, separated by spaces. A hint may be lost; the truth is in the database.
 */
export const GROWN_EXECUTIONS = 'live:executions';
export const GROWN_FEEDS = 'live:feeds';
/** Matches both channels. */
export const GROWN = 'live:*';

export function grownOf(grown: ReadonlyMap<string, number>): string {
  return [...grown].map(([name, seq]) => `${name}:${seq}`).join(' ');
}

/** Parses a message. An invalid `seq` means an unknown one. */
export function readGrown(text: string): [name: string, seq: number][] {
  return text.split(' ').map((hint) => {
    const [name = '', seq = ''] = hint.split(':');
    return [name, /^\d{1,15}$/.test(seq) ? Number(seq) : Number.POSITIVE_INFINITY];
  });
}
