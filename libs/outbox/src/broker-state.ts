/** What tells one life of a stream from another. */
export type BrokerState = {
  /** When the stream was made, by the broker's clock. */
  readonly created: string;
  readonly lastSequence: number;
  /** The process that holds the stream, or the cluster where there is one. */
  readonly serverId: string;
};

/**
 * What happened to a stream since it was marked. `lost`: it was deleted, recreated or went backwards, so it may lack
 * anything. `restarted`: its server is another, so it may lack what was not yet on its disk.
 */
export function sinceMark(mark: BrokerState | undefined, now: BrokerState): 'same' | 'restarted' | 'lost' {
  if (!mark || mark.created !== now.created || now.lastSequence < mark.lastSequence) return 'lost';
  return mark.serverId === now.serverId ? 'same' : 'restarted';
}

export function isSame(a: BrokerState | undefined, b: BrokerState | undefined): boolean {
  return a?.created === b?.created && a?.lastSequence === b?.lastSequence && a?.serverId === b?.serverId;
}
