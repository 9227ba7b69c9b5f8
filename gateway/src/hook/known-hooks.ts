import type { Database } from '@mesh/database/database';
import { Remembered } from '@mesh/runtime/remembered';
import type { HookRow, Schema } from '../db/schema.ts';
import { CallRates } from '../http/call-rates.ts';
import { hookOf } from './hook-store.ts';

const BELIEVED_MS = 2_500;
const MOST_KNOWN = 10_000;
/** Database look-ups per second that strangers may cause with ids that are unknown or not cached. */
const LOOKS_PER_SECOND = 200;
const CALLS_PER_SECOND = 100;

/**
 * Caches hooks for 2.5 s, so a deletion or a new secret takes effect within that time. Callers have no key, so their calls are
 * counted before anything else is done for them.
 */
export class KnownHooks {
  readonly #db: Database<Schema>;
  readonly #known = new Remembered<HookRow>(MOST_KNOWN, { lifeMs: BELIEVED_MS });
  readonly #calls = new CallRates(CALLS_PER_SECOND);
  readonly #looks = new CallRates(LOOKS_PER_SECOND);

  constructor(db: Database<Schema>) {
    this.#db = db;
  }

  /** The hook that a call names. Throws `not-found` and `rate-limited`. */
  async called(id: string): Promise<HookRow> {
    this.#calls.spend(id);
    return this.find(id);
  }

  /** The same, for a call that is counted already. */
  find(id: string): Promise<HookRow> {
    return this.#known.get(id, async () => {
      this.#looks.spend('');
      return this.#db.asSystem((trx) => hookOf(trx, id));
    });
  }

  /** Drops a hook that has changed, so that it is looked up again. */
  forget(id: string): void {
    this.#known.forget(id);
  }
}
