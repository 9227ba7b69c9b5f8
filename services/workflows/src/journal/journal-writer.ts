import { setImmediate as endOfTurn } from 'node:timers/promises';
import type { Database } from '@mesh/database/database';
import { SystemSession } from '@mesh/database/system-session';
import { isUnavailable } from '@mesh/database/translate';
import type { Log } from '@mesh/runtime/log';
import { pauseFor } from '@mesh/runtime/pause-for';
import type { Append, Appended } from './append.ts';
import { type AppendRow, appendStatement } from './append-sql.ts';
import { batchSize, batchWait } from './journal-metrics.ts';

/** Most appends that share a commit, and about how much they may weigh together. */
const MOST_APPENDS = 512;
const MOST_BYTES = 4 * 1_024 * 1_024;
const PAUSE_MS = 200;

type Waiting = { append: Append; since: number; settle(outcome: Appended): void };
type Needs = {
  readonly db: Pick<Database<unknown>, 'pool'>;
  readonly worker: string;
  /** Told after a commit that holds events, so that they need not be looked for. */
  readonly onTold: () => void;
  readonly log: Log;
  readonly signal: AbortSignal;
};

/**
 * Appends for all executions of a process, in order, over one connection. While one commit is on its way to the disk the
 * next batch gathers, so an append that is alone waits for nobody and many share a commit. A database that is away is
 * waited for; `signal` ends that, and what is left is `fenced`.
 */
export class JournalWriter implements AsyncDisposable {
  readonly #needs: Needs;
  readonly #session: SystemSession;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;

  constructor(needs: Needs) {
    this.#needs = needs;
    this.#session = new SystemSession(needs.db);
  }

  /** How many appends wait for their commit. */
  get depth(): number {
    return this.#waiting.length;
  }

  append(append: Append): Promise<Appended> {
    const { promise, resolve } = Promise.withResolvers<Appended>();
    this.#waiting.push({ append, since: performance.now(), settle: resolve });
    this.#writing ??= this.#write();
    return promise;
  }

  async #write(): Promise<void> {
    do {
      await endOfTurn(); // what is appended in this turn comes along, above all what follows from the last commit
      const batch = this.#nextBatch();
      batchSize.record(batch.length);
      for (const { since } of batch) batchWait.record((performance.now() - since) / 1_000);
      await this.#writeBatch(batch, false);
    } while (this.#waiting.length > 0);
    this.#writing = undefined; // in the same breath as the look at what waits, so that nothing is left waiting
  }

  #nextBatch(): Waiting[] {
    let bytes = 0;
    const fits = this.#waiting.findIndex(({ append }, at) => {
      bytes += weightOf(append);
      return at >= MOST_APPENDS || (at > 0 && bytes > MOST_BYTES);
    });
    return this.#waiting.splice(0, fits < 0 ? this.#waiting.length : fits);
  }

  /** One that the database refuses does not fail its neighbours: halves are tried by themselves. */
  async #writeBatch(batch: readonly Waiting[], isRetried: boolean): Promise<void> {
    try {
      const row = await this.#send(batch.map(({ append }) => append));
      for (const one of batch) one.settle(outcomeOf(one.append, row, isRetried));
      if (batch.some(({ append }) => append.told.length > 0)) this.#needs.onTold();
    } catch (error) {
      const { log, signal } = this.#needs;
      if (signal.aborted) return settleAll(batch, 'fenced');
      if (isUnavailable(error)) {
        log.warn({ err: error, appends: batch.length }, 'the journal waits for its database');
        await pauseFor(PAUSE_MS, signal);
        return this.#writeBatch(batch, true);
      }
      if (batch.length > 1) {
        const middle = batch.length >> 1;
        await this.#writeBatch(batch.slice(0, middle), isRetried);
        return this.#writeBatch(batch.slice(middle), isRetried);
      }
      log.error({ err: error, executionId: batch[0]?.append.executionId }, 'the database cannot hold an append');
      settleAll(batch, 'refused');
    }
  }

  async #send(appends: readonly Append[]): Promise<AppendRow> {
    const [row] = await this.#session.query<AppendRow>(appendStatement(this.#needs.worker, appends));
    return row ?? { held: 0, made: [], mine: [] };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing;
    await this.#session[Symbol.asyncDispose]();
  }
}

function outcomeOf({ create, executionId }: Append, { held, made, mine }: AppendRow, isRetried: boolean): Appended {
  if (held === 0) return 'fenced';
  if (!create || made.includes(executionId)) return 'done';
  return isRetried && mine.includes(executionId) ? 'done' : 'exists';
}

function weightOf({ rows }: Append): number {
  return rows.reduce((sum, { entries, happening }) => sum + entries.length + happening.length, 0);
}

function settleAll(batch: readonly Waiting[], outcome: Appended): void {
  for (const { settle } of batch) settle(outcome);
}
