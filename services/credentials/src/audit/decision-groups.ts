import type { CallContext } from '@mesh/bus/serve';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Send } from '@mesh/database/prepared';
import type { WorkspaceKeys } from '../crypto/key-ring.ts';
import { Unreadable } from '../crypto/unreadable.ts';
import { appendAudit } from './audit-store.ts';
import { isOfOneRow } from './audit-unavailable.ts';
import { type Act, type Audited, entryFor, refusalEntry, unreadable } from './audited.ts';
import { named } from './in-audited-transaction.ts';
import { inGroupTransaction } from './in-group-transaction.ts';
import { withKeys } from './with-keys.ts';

const MOST_TOGETHER = 512;
/** A refused row of a group is found in ten; a database that refuses them all is not asked for ever. */
const MOST_REFUSED = 32;

/** How decisions that only read are made: one question for all of a group, then each one by itself. */
export type Deciding<Found, Answer> = {
  read(send: Send, ids: string[]): Promise<ReadonlyMap<string, Found>>;
  /** Throws the refusal, or `Unreadable`. */
  decide(found: Found | undefined, keys: WorkspaceKeys, context: CallContext): Answer;
};
type Waiting<Answer> = { context: CallContext; act: Act; settle: PromiseWithResolvers<Answer> };
type Decided<Answer> = { answer: Answer } | { refusal: MeshError };

/**
 * Decisions of one workspace that come while a transaction is on its way to disk share the next one, each with its own audit
 * row. None of them leaves before the commit; when it fails, all are `audit-unavailable`.
 */
export class DecisionGroups<Found, Answer> {
  readonly #needs: Audited;
  readonly #deciding: Deciding<Found, Answer>;
  readonly #waiting = new Map<string, Waiting<Answer>[]>();

  constructor(needs: Audited, deciding: Deciding<Found, Answer>) {
    this.#needs = needs;
    this.#deciding = deciding;
  }

  ask(context: CallContext, act: Act): Promise<Answer> {
    const settle = Promise.withResolvers<Answer>();
    const queue = this.#waiting.get(context.workspaceId);
    if (queue) queue.push({ context, act, settle });
    else {
      const first = [{ context, act, settle }];
      this.#waiting.set(context.workspaceId, first);
      void this.#drain(context.workspaceId, first);
    }
    return settle.promise;
  }

  async #drain(workspaceId: string, queue: Waiting<Answer>[]): Promise<void> {
    await new Promise((turn) => setImmediate(turn)); // those of one message come in one turn
    while (queue.length > 0) await this.#together(workspaceId, queue.splice(0, MOST_TOGETHER), { left: MOST_REFUSED });
    this.#waiting.delete(workspaceId);
  }

  /** Never rejects: each of the group is settled. One that the database refuses does not fail its neighbours: halves are tried. */
  async #together(workspaceId: string, group: readonly Waiting<Answer>[], refusals: { left: number }): Promise<void> {
    try {
      let isAgain = false;
      const decided = await withKeys(this.#needs.keys, workspaceId, (keys) => {
        const deciding = this.#commit(workspaceId, group, keys, isAgain);
        isAgain = true;
        return deciding;
      });
      for (const [place, { settle }] of group.entries()) {
        const one = decided[place] as Decided<Answer>;
        if ('answer' in one) settle.resolve(one.answer);
        else settle.reject(one.refusal);
      }
    } catch (error) {
      if (group.length > 1 && isOfOneRow(error) && refusals.left-- > 0) {
        const middle = group.length >> 1;
        await this.#together(workspaceId, group.slice(0, middle), refusals);
        return this.#together(workspaceId, group.slice(middle), refusals);
      }
      for (const { settle } of group) settle.reject(error);
    }
  }

  #commit(workspaceId: string, group: readonly Waiting<Answer>[], keys: WorkspaceKeys, isAgain: boolean) {
    return inGroupTransaction(this.#needs.db, workspaceId, async (send) => {
      const ids = [...new Set(group.map(({ act }) => act.resource.id))];
      const found = await this.#deciding.read(send, ids);
      const decided = group.map((one) => this.#decided(one, found.get(one.act.resource.id), keys, isAgain));
      const entries = group.map(({ context, act }, place) => {
        const one = decided[place] as Decided<Answer>;
        return 'answer' in one ? entryFor(context, act, 'allowed') : refusalEntry(context, act, one.refusal);
      });
      await appendAudit(send, { workspaceId, key: keys.audit, entries: named(entries) });
      return decided;
    });
  }

  /** What does not open with the kept keys is tried with the stored ones before anybody is told so. */
  #decided({ context, act }: Waiting<Answer>, found: Found | undefined, keys: WorkspaceKeys, isAgain: boolean) {
    try {
      return { answer: this.#deciding.decide(found, keys, context) };
    } catch (error) {
      if (error instanceof MeshError) return { refusal: error };
      if (error instanceof Unreadable && isAgain) return { refusal: unreadable(this.#needs.log, act, error) };
      throw error;
    }
  }
}
