import type fc from 'fast-check';
import type { Model } from './model.ts';
import type { Real } from './real.ts';

type Work = (model: Model, real: Real) => Promise<unknown>;
type IsApt = (model: Readonly<Model>) => boolean;

/** A request of a client, after which the mesh must settle in the predicted state. */
export class Command implements fc.AsyncCommand<Model, Real> {
  readonly check: IsApt;
  readonly #words: string;
  readonly #work: Work;

  constructor(words: string, work: Work, isApt: IsApt = () => true) {
    this.#words = words;
    this.#work = work;
    this.check = isApt;
  }

  /** The same command, skipped unless `isApt`. */
  where(isApt: IsApt): Command {
    return new Command(this.#words, this.#work, isApt);
  }

  async run(model: Model, real: Real): Promise<void> {
    await this.#work(model, real);
    await real.settle(model);
  }

  toString(): string {
    return this.#words;
  }
}
