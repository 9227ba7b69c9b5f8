import { setImmediate as endOfTurn } from 'node:timers/promises';
import type { Database } from '@mesh/database/database';
import { SystemSession } from '@mesh/database/system-session';
import { isUnavailable } from '@mesh/database/translate';
import { ExpiringCache } from '@mesh/runtime/expiring-cache';
import type { Log } from '@mesh/runtime/log';
import { pauseFor } from '@mesh/runtime/pause-for';
import type { Append, Appended } from './append.ts';
import { type AppendRow, appendStatement } from './append-sql.ts';
import { batchSize, batchWait } from './journal-metrics.ts';

/** Limits of one commit: appends, and roughly their size. */
const MOST_APPENDS = 512;
const MOST_BYTES = 4 * 1_024 * 1_024;
const PAUSE_MS = 200;
/**
 * From this many waiting appends on, a second commit beside the one under way is worth it, while the server still works on
 * that.
 */
const CROWD = 64;
const LANES = 2;
/** For how long, and for how many workspaces, listeners are remembered, so that events are sent unpacked as well. */
const HEARD_MS = 60_000;
const MOST_HEARD = 10_000;

/** A connection and its write under way. */
type Lane = { readonly session: SystemSession; writing?: Promise<void> | undefined };
type Waiting = { append: Append; since: number; settle(outcome: Appended): void };
type Needs = {
  readonly db: Pick<Database<unknown>, 'pool'>;
  readonly worker: string;
  /** Called after a commit with events, so that nobody has to poll for them. */
  readonly onTold: () => void;
  readonly log: Log;
  readonly signal: AbortSignal;
};

/**
 * Writes the appends of all executions of a process. While one commit is on its way to disk the next batch gathers, so a lone
 * append waits for nobody and many share a commit; a large batch goes at once over a second connection. Callers must await an
 * append before the next one of the same execution. An unavailable database is waited for; `signal` ends that, and what is left
 * is `fenced`.
 */
export class JournalWriter implements AsyncDisposable {
  readonly #needs: Needs;
  readonly #lanes: readonly Lane[];
  readonly #heard = new ExpiringCache<true>(MOST_HEARD);
  #waiting: Waiting[] = [];

  constructor(needs: Needs) {
    this.#needs = needs;
    this.#lanes = Array.from({ length: LANES }, () => ({ session: new SystemSession(needs.db) }));
  }

  /** Appends that wait for their commit. */
  get depth(): number {
    return this.#waiting.length;
  }

  append(append: Append): Promise<Appended> {
    const { promise, resolve } = Promise.withResolvers<Appended>();
    this.#waiting.push({ append, since: performance.now(), settle: resolve });
    const idle = this.#lanes.find(({ writing }) => !writing);
    if (idle && this.#isEnough()) idle.writing = this.#write(idle);
    return promise;
  }

  /** Whether enough appends wait to use one more lane than are writing. */
  #isEnough(writing = this.#lanes.filter((lane) => lane.writing).length): boolean {
    return this.#waiting.length > 0 && this.#waiting.length >= writing * CROWD;
  }

  async #write(lane: Lane): Promise<void> {
    do {
      await endOfTurn(); // appends of this turn join the batch, above all those that follow from the last commit
      const batch = this.#nextBatch();
      if (batch.length === 0) break; // another lane took it meanwhile
      batchSize.record(batch.length);
      for (const { since } of batch) batchWait.record((performance.now() - since) / 1_000);
      await this.#writeBatch(lane, batch);
    } while (this.#isEnough(this.#lanes.filter((other) => other !== lane && other.writing).length));
    lane.writing = undefined; // synchronously after the check above, so that no append is left waiting
  }

  #nextBatch(): Waiting[] {
    let bytes = 0;
    const fits = this.#waiting.findIndex(({ append }, at) => {
      bytes += weightOf(append);
      return at >= MOST_APPENDS || (at > 0 && bytes > MOST_BYTES);
    });
    return this.#waiting.splice(0, fits < 0 ? this.#waiting.length : fits);
  }

  /** Retries however long the database is away. `isRetried`: the batch may have been written before. */
  async #writeBatch(lane: Lane, batch: readonly Waiting[], isRetried = false): Promise<void> {
    const { log, signal, onTold } = this.#needs;
    const appends = batch.map(({ append }) => append);
    for (let isAgain = isRetried; ; isAgain = true) {
      try {
        const row = await this.#send(lane, appends, isAgain);
        for (const one of batch) one.settle(outcomeOf(one.append, row, isAgain));
        if (appends.some(({ told }) => told.length > 0)) onTold();
        return;
      } catch (error) {
        if (signal.aborted) return settleAll(batch, 'fenced');
        if (!isUnavailable(error)) return this.#writeHalves(lane, batch, isAgain, error);
        log.warn({ err: error, appends: batch.length }, 'the journal waits for its database');
        await pauseFor(PAUSE_MS, signal);
      }
    }
  }

  /** Splits a refused batch, so that one bad append does not fail its neighbours. */
  async #writeHalves(lane: Lane, batch: readonly Waiting[], isRetried: boolean, error: unknown): Promise<void> {
    if (batch.length > 1) {
      const middle = batch.length >> 1;
      await this.#writeBatch(lane, batch.slice(0, middle), isRetried);
      return this.#writeBatch(lane, batch.slice(middle), isRetried);
    }
    const [one] = batch;
    this.#needs.log.error({ err: error, executionId: one?.append.executionId }, 'the database cannot hold an append');
    settleAll(batch, 'refused');
  }

  async #send({ session }: Lane, appends: readonly Append[], isAgain: boolean): Promise<AppendRow> {
    const isHeard = (workspaceId: string) => this.#heard.get(workspaceId) === true;
    for (;;) {
      const statement = appendStatement(this.#needs.worker, appends, { isAgain, isHeard });
      const [row] = await session.query<AppendRow>(statement);
      if (!row || row.unheard.length === 0) return row ?? { held: 0, unheard: [], made: [], mine: [] };
      for (const workspaceId of row.unheard) this.#heard.set(workspaceId, true, HEARD_MS);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#lanes.map(({ writing }) => writing));
    await Promise.all(this.#lanes.map(({ session }) => session[Symbol.asyncDispose]()));
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
