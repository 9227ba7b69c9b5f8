import { openLog } from '@mesh/runtime/log';
import { Engine } from '../../src/engine/engine.ts';
import type { End } from '../../src/engine/loaded.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { aboutOf } from '../conformance/run-document.ts';

type Needs = ConstructorParameters<typeof Engine>[0];
const nothing = () => {};

/** An engine with no process around it: whatever is not given keeps nothing, does nothing and tells nobody. */
export function engineAlone(given: Partial<Needs> = {}): Engine {
  return new Engine({
    journal: { depth: 0, append: async () => 'done' },
    perform: async () => null,
    clock: { now: Date.now },
    slots: { hold: nothing, release: nothing },
    onGrown: nothing,
    onFenced: nothing,
    reload: nothing,
    handBack: nothing,
    log: openLog('test', 'error'),
    ...given,
  });
}

/** Runs one execution to its end. */
export function endIn(engine: Engine, plan: Plan): Promise<End> {
  return new Promise((resolve, reject) => {
    engine.start(aboutOf(), plan, {}, resolve).catch(reject);
  });
}
