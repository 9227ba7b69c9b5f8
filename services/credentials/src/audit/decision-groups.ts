import type { CallContext } from '@mesh/bus/handler';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Send } from '@mesh/database/prepared';
import { Unreadable } from '../crypto/unreadable.ts';
import type { WorkspaceKeys } from '../crypto/workspace-keys.ts';
import { appendAudit } from './audit-store.ts';
import { isOfOneRow } from './audit-unavailable.ts';
import { type Act, type Audited, entryFor, refusalEntry, unreadable } from './audited.ts';
import { type NewEntry, named } from './in-audited-transaction.ts';
import { inGroupTransaction } from './in-group-transaction.ts';
import { withKeys } from './with-keys.ts';

const MOST_TOGETHER = 512;
/** Refusals after which a group is given up: halving finds a refused row within ten, but the database may refuse all rows. */
const MOST_REFUSED = 32;

/** Runs one query for a whole group. Returns a look-up of what was found for each. */
export type Read<Wanted, Found> = (
  send: Send,
  wanted: readonly Wanted[],
) => Promise<(wanted: Wanted) => Found | undefined>;
/** Decides about one of the group. It may add to its act, and may be called again. Throws the refusal, or `Unreadable`. */
type Decide<Found, Answer> = (found: Found | undefined, keys: WorkspaceKeys) => Answer;

type Waiting<Wanted, Found> = {
  readonly context: CallContext;
  readonly act: Act;
  readonly wanted: Wanted;
  /** Returns a function that answers the caller. */
  readonly decide: Decide<Found, () => void>;
  readonly reject: (error: unknown) => void;
};
/** A decision to be committed. An unexpected error leaves no row and no answer. */
type Decided = { readonly settle: () => void; readonly entry?: NewEntry };

/**
 * Decisions of one workspace that arrive while a transaction is being committed share the next one, each with its own audit row.
 * No answer leaves before the commit; if it fails, all get `audit-unavailable`.
 */
export class DecisionGroups<Wanted, Found> {
  readonly #needs: Audited;
  readonly #read: Read<Wanted, Found>;
  readonly #waiting = new Map<string, Waiting<Wanted, Found>[]>();

  constructor(needs: Audited, read: Read<Wanted, Found>) {
    this.#needs = needs;
    this.#read = read;
  }

  ask<Answer>(context: CallContext, act: Act, wanted: Wanted, decide: Decide<Found, Answer>): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const settling: Decide<Found, () => void> = (found, keys) => {
      const answer = decide(found, keys);
      return () => resolve(answer);
    };
    this.#enqueue(context.workspaceId, { context, act, wanted, decide: settling, reject });
    return promise;
  }

  /** Writes the row of a refusal found before or after a decision, and throws it. */
  refuse(context: CallContext, act: Act, wanted: Wanted, refusal: MeshError): Promise<never> {
    return this.ask(context, act, wanted, () => {
      throw refusal;
    });
  }

  #enqueue(workspaceId: string, one: Waiting<Wanted, Found>): void {
    const queue = this.#waiting.get(workspaceId);
    if (queue) return void queue.push(one);
    const first = [one];
    this.#waiting.set(workspaceId, first);
    void this.#drain(workspaceId, first);
  }

  async #drain(workspaceId: string, queue: Waiting<Wanted, Found>[]): Promise<void> {
    await new Promise((turn) => setImmediate(turn)); // those of one message arrive in one turn of the event loop
    while (queue.length > 0) await this.#together(workspaceId, queue.splice(0, MOST_TOGETHER), { left: MOST_REFUSED });
    this.#waiting.delete(workspaceId);
  }

  /**
   * Never rejects: each decision of the group is settled. One that the database refuses does not fail the others: halves are
   * tried.
   */
  async #together(
    workspaceId: string,
    group: readonly Waiting<Wanted, Found>[],
    refusals: { left: number },
  ): Promise<void> {
    try {
      let isAgain = false;
      const decided = await withKeys(this.#needs.keys, workspaceId, (keys) => {
        const deciding = this.#commit(workspaceId, group, keys, isAgain);
        isAgain = true;
        return deciding;
      });
      for (const { settle } of decided) settle();
    } catch (error) {
      if (group.length > 1 && isOfOneRow(error) && refusals.left-- > 0) {
        const middle = group.length >> 1;
        await this.#together(workspaceId, group.slice(0, middle), refusals);
        return this.#together(workspaceId, group.slice(middle), refusals);
      }
      for (const { reject } of group) reject(error);
    }
  }

  #commit(workspaceId: string, group: readonly Waiting<Wanted, Found>[], keys: WorkspaceKeys, isAgain: boolean) {
    return inGroupTransaction(this.#needs.db, workspaceId, async (send) => {
      const findingOf = await this.#read(
        send,
        group.map(({ wanted }) => wanted),
      );
      const decided = group.map((one) => this.#decided(one, findingOf(one.wanted), keys, isAgain));
      const entries = decided.flatMap(({ entry }) => entry ?? []);
      if (entries.length > 0) await appendAudit(send, { workspaceId, key: keys.audit, entries: named(entries) });
      return decided;
    });
  }

  /** A decision that fails to decrypt with the cached keys is tried with the stored ones before it fails. */
  #decided(
    { context, act, decide, reject }: Waiting<Wanted, Found>,
    found: Found | undefined,
    keys: WorkspaceKeys,
    isAgain: boolean,
  ): Decided {
    try {
      return { settle: decide(found, keys), entry: entryFor(context, act, 'allowed') };
    } catch (error) {
      if (error instanceof Unreadable && !isAgain) throw error;
      const refusal = error instanceof Unreadable ? unreadable(this.#needs.log, act, error) : error;
      const settle = () => reject(refusal);
      return refusal instanceof MeshError ? { settle, entry: refusalEntry(context, act, refusal) } : { settle };
    }
  }
}
