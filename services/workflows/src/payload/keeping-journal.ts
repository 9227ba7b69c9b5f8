import { MeshError } from '@mesh/contracts/mesh-error';
import type { Log } from '@mesh/runtime/log';
import type { Append, Appended, Journal } from '../journal/append.ts';
import { isLarge, keptAppend } from './kept-append.ts';
import { whileAway } from './patience.ts';
import type { Payloads } from './payloads.ts';
import type { PayloadOwner, Reference } from './reference.ts';

type Needs = {
  readonly journal: Journal;
  readonly payloads: Pick<Payloads, 'keep' | 'drop'>;
  readonly log: Log;
  readonly signal: AbortSignal;
};

/**
 * A journal that stores large values in the bucket before it writes the rows that refer to them. While the bucket is away,
 * running executions wait and new ones are refused, since their callers can ask again.
 */
export class KeepingJournal {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  get depth(): number {
    return this.#needs.journal.depth;
  }

  append(append: Append): Promise<Appended> {
    return isLarge(append) ? this.#appendLarge(append) : this.#needs.journal.append(append);
  }

  async #appendLarge(append: Append): Promise<Appended> {
    const { journal, payloads, log, signal } = this.#needs;
    const { workspaceId, executionId, create } = append;
    const owner = { workspaceId, executionId };
    const kept = new Map<string, Promise<Reference>>(); // one value may be in several rows, and is stored once
    const keep = (text: string) => {
      const known = kept.get(text) ?? (create ? payloads.keep(owner, text) : this.#keepPatiently(owner, text));
      kept.set(text, known);
      return known;
    };
    const drop = async () => {
      const settled = await Promise.allSettled(kept.values());
      await payloads.drop(
        owner,
        settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
      );
    };
    let written: Append;
    try {
      written = await keptAppend(append, keep);
    } catch (error) {
      await drop();
      if (create) throw error;
      if (signal.aborted) return 'fenced';
      log.error({ err: error, executionId }, 'what is large of an execution cannot be kept');
      return error instanceof MeshError && error.code === 'payload-too-large' ? 'too-large' : 'refused';
    }
    const outcome = await journal.append(written);
    if (outcome === 'exists' || outcome === 'refused') await drop();
    return outcome;
  }

  #keepPatiently(owner: PayloadOwner, text: string): Promise<Reference> {
    const { payloads, log, signal } = this.#needs;
    return whileAway(
      signal,
      () => payloads.keep(owner, text),
      (err) => log.warn({ err, executionId: owner.executionId }, 'an execution waits until what is large can be kept'),
    );
  }
}
