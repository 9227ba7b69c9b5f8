import type { Batch } from './batch.ts';
import type { Passing } from './passing.ts';
import type { Topic } from './topic.ts';

/**
 * Why a stream ends. `over`: nothing follows. `gone`: the client left. `slow`, `stuck`: it does not read. `refused`: its key
 * may not read any more. `rotation`, `drain`: planned. `moved`: the topic is not what it was. `failed`: it cannot be read.
 */
export type EndReason = 'over' | 'gone' | 'slow' | 'stuck' | 'refused' | 'rotation' | 'drain' | 'moved' | 'failed';

/** One client's end of a topic. */
export type Follower = {
  readonly topic: Topic;
  /** `seq` of the last item that was written. */
  readonly position: number;
  /** Aborts when the stream has ended, for whatever reason. */
  readonly signal: AbortSignal;
  /** Writes what is past `position` at once, and calls `left` when it has been flushed. Never throws: a slow client is cut. */
  take(batch: Batch, left?: () => void): void;
  /** Writes a volatile message, unless the client lags behind anyway. Never throws. */
  pass?(passing: Passing): void;
  end(reason: EndReason): void;
};
