import type { Chance } from '@mesh/testing/chance';
import { ownerOf, type Points } from '@mesh/testing/points/points';
import type { Mesh } from '../../src/mesh.ts';
import { type Mode, strikeAt } from './strike-at.ts';

const LATEST_TIME = 3;
/** Of so many executions: a process that is struck at each start for ever gets nowhere. */
const AHEAD = 1;
/** An effect whose connection is cut has failed, as a workflow is told: nothing else is promised. */
const effect = /^(?:workflows|credentials) http POST \/effects/;

type Needs = {
  readonly points: Points;
  readonly findMesh: () => Promise<Mesh>;
  readonly mode: Mode;
  readonly chance: Chance;
  /** Leaves out what does not match. */
  readonly among: RegExp;
  /** Resolves once so many more executions have ended. */
  readonly getsFurther: (by: number) => Promise<void>;
};

/** Strikes a program once at each point that it has met so far, those that it meets meanwhile included, in the order of chance. */
export class Strikes {
  /** At which points somebody was struck. */
  readonly struck: string[] = [];
  /** Points that were met before, and by nobody again. */
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

  /** Goes on until that time (`performance.now()`), or until none is left. */
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
