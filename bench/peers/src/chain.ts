import { randomUUID } from 'node:crypto';

/** One job of a chain of five; its value is the result of the job before. */
export type Link = { readonly id: string; readonly step: number; readonly n: number };

/** Workflows for engines that only have jobs: each job adds the next one, and the workflow ends with the last one. */
export class Chains {
  readonly #ends = new Map<string, () => void>();

  /** Adds the first job and resolves when the last one has done its work. */
  async run(add: (first: Link) => Promise<unknown>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const id = randomUUID();
    this.#ends.set(id, resolve);
    await add({ id, step: 1, n: 0 });
    await promise;
  }

  /** Does the work of one job: returns the next, or ends the workflow. */
  follow({ id, step, n }: Link): Link | undefined {
    if (step < 5) return { id, step: step + 1, n: n + step };
    this.#ends.get(id)?.();
    this.#ends.delete(id);
    return undefined;
  }
}
