import type { Chance } from '@mesh/testing/chance';
import { ownerOf, type Points } from '@mesh/testing/points/points';
import type { Mesh } from '../../src/mesh.ts';
import { type Mode, strikeAt } from './strike-at.ts';

const LATEST_TIME = 3;
/** Executions that have to end between strikes, since a process that is struck at each start makes no progress. */
const AHEAD = 1;
/** An effect whose connection is cut fails, as the workflow is told; no more is promised. */
const effect = /^(?:workflows|credentials) http POST \/effects/;

type Needs = {
  readonly points: Points;
  readonly findMesh: () => Promise<Mesh>;
  readonly mode: Mode;
  readonly chance: Chance;
  /** Limits strikes to matching points. */
  readonly among: RegExp;
  /** Resolves once this many more executions have ended. */
  readonly getsFurther: (by: number) => Promise<void>;
};

/**
 * Strikes a program once at each point that it has reached so far, including those that it reaches meanwhile, in random order.
 */
export class Strikes {
  /** The points at which a process was struck. */
  readonly struck: string[] = [];
  /** Points that were reached before, but not again. */
  readonly unmet: string[] = [];
  readonly #needs: Needs;
  readonly #tried = new Set<string>();

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  left(program: string): string[] {
    const { points, mode, among } = this.#needs;
    const isMeant = (point: string) => among.test(point) && !(mode === 'cut' && effect.test(point));
    return points.seen().filter((one) => ownerOf(one) === program && isMeant(one) && !this.#tried.has(one));
  }

  /** Continues until that time (`performance.now()`), or until no point is left. */
  async of(program: string, until: number): Promise<void> {
    const { chance, getsFurther, ...aim } = this.#needs;
    for (let left = this.left(program); left.length > 0 && performance.now() < until; left = this.left(program)) {
      const point = left[chance(left.length)] ?? '';
      this.#tried.add(point);
      const isMet = await strikeAt({ ...aim, point }, 1 + chance(LATEST_TIME));
      (isMet ? this.struck : this.unmet).push(point);
      await getsFurther(AHEAD);
    }
  }
}
