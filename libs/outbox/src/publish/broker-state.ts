/** Identifies one incarnation of a stream. */
export type BrokerState = {
  /** Epoch of the database that looks at it, which changes when that is restored. */
  readonly epoch: number;
  /** When the stream was created, by the broker's clock. */
  readonly created: string;
  readonly lastSequence: number;
  /** When the message `lastSequence` arrived, by the broker's clock. */
  readonly lastTime: string;
  /** The process that holds the stream, or the cluster where there is one. */
  readonly serverId: string;
};

/** When the message with this sequence arrived; undefined if the stream has no such message. */
export type TimeOf = (sequence: number) => Promise<string | undefined>;

/**
 * What happened to a stream since it was marked. `lost`: it was deleted, recreated or went backwards (even if it has grown past
 * the mark again), so anything may be missing; or the database itself went back and may lack what consumers have received.
 * `restarted`: its server is another process, so unsynced messages may be missing. Without `timeOf`, a stream that has grown
 * past the mark counts as the same.
 */
export async function sinceMark(
  mark: BrokerState | undefined,
  now: BrokerState,
  timeOf: TimeOf | undefined,
): Promise<'same' | 'restarted' | 'lost'> {
  if (!mark || mark.epoch !== now.epoch) return 'lost';
  if (mark.created !== now.created || now.lastSequence < mark.lastSequence) return 'lost';
  if (mark.serverId === now.serverId) return 'same';
  if (timeOf === undefined || mark.lastSequence === 0) return 'restarted';
  return (await timeOf(mark.lastSequence)) === mark.lastTime ? 'restarted' : 'lost';
}

export function isSame(a: BrokerState | undefined, b: BrokerState | undefined): boolean {
  const isOfSameLife = a?.epoch === b?.epoch && a?.created === b?.created;
  return isOfSameLife && a?.lastSequence === b?.lastSequence && a?.serverId === b?.serverId;
}
