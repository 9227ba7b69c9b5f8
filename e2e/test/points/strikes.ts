import type { Chance } from '@mesh/testing/chance';
import { ownerOf, type Points } from '@mesh/testing/points/points';
import type { Mesh } from '../../src/mesh.ts';
import { killAt } from './kill-at.ts';

const LATEST_TIME = 3;
/** Of so many executions: a process that is killed at each start for ever gets nowhere. */
const AHEAD = 1;

type Needs = {
  readonly points: Points;
  readonly findMesh: () => Promise<Mesh>;
  readonly chance: Chance;
  /** Leaves out what does not match. */
  readonly among: RegExp;
  /** The points at which a process is killed. */
  readonly getsFurther: (by: number) => Promise<void>;
};

/** Kills a program once at each point that it has met so far, those that it meets meanwhile included, in the order of chance. */
export class Kills {
  /** At which points somebody was killed. */
  readonly killed: string[] = [];
  /** Points that were met before, and by nobody again. */
  readonly unmet: string[] = [];
  readonly #needs: Needs;
  readonly #tried = new Set<string>();

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  left(program: string): string[] {
    const { points, among } = this.#needs;
    return points.seen().filter((one) => ownerOf(one) === program && among.test(one) && !this.#tried.has(one));
  }

  /** Goes on until that time (`performance.now()`), or until none is left. */
  async of(program: string, until: number): Promise<void> {
    const { chance, getsFurther, ...aim } = this.#needs;
    for (let left = this.left(program); left.length > 0 && performance.now() < until; left = this.left(program)) {
      const point = left[chance(left.length)] ?? '';
      this.#tried.add(point);
      const isMet = await killAt({ ...aim, point }, 1 + chance(LATEST_TIME));
      (isMet ? this.killed : this.unmet).push(point);
      await getsFurther(AHEAD);
    }
  }
}
