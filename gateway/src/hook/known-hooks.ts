import type { Database } from '@mesh/database/database';
import { Remembered } from '@mesh/runtime/remembered';
import type { HookRow, Schema } from '../db/schema.ts';
import { CallRates } from '../http/call-rates.ts';
import { hookOf } from './hook-store.ts';

const BELIEVED_MS = 2_500;
const MOST_KNOWN = 10_000;
/** Looks at the database that strangers may cause in a second, with ids that are none or not remembered. */
const LOOKS_PER_SECOND = 200;
const CALLS_PER_SECOND = 100;

/**
 * Hooks that were called a moment ago. One that is deleted is called in vain 2.5 s later at most, and one
 * whose secret is rotated knows the new one by then. Strangers know no key, so
 * how often they may call is counted before anything else is done for them.
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

  /** The same, for a call that was counted. */
  find(id: string): Promise<HookRow> {
    return this.#known.get(id, async () => {
      this.#looks.spend('');
      return this.#db.asSystem((trx) => hookOf(trx, id));
    });
  }

  /** One that has changed is looked at anew. */
  forget(id: string): void {
    this.#known.forget(id);
  }
}
