import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus } from '@mesh/bus/bus';
import { newId } from '@mesh/contracts/id';
import type { Json } from '@mesh/jq/json';
import type { Children } from '../../src/child/children.ts';
import { performEffects } from '../../src/effect/perform.ts';
import type { About } from '../../src/execution/about.ts';
import { advance, isCut } from '../../src/interpreter/advance.ts';
import type { Emitted, Entry } from '../../src/interpreter/entry.ts';
import type { Effect } from '../../src/interpreter/frame.ts';
import type { Happening } from '../../src/interpreter/happening.ts';
import { byNewestRules } from '../../src/interpreter/rules.ts';
import { type Ended, newState, nextWake } from '../../src/interpreter/state.ts';
import type { Outside } from '../../src/outside/outside.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { errorOf, WorkflowFault } from '../../src/workflow-fault.ts';
import { planOf } from '../simulation.ts';

export type Ran = {
  readonly end: Ended;
  readonly entries: readonly Entry[];
  readonly emitted: readonly Emitted[];
  /** All that a journal would hold, as text. */
  readonly written: string;
};
type Needs = Parameters<typeof performEffects>[0];

/** Stands for a broker in tests where nothing may ask another service. */
export const noBus = {} as Bus;
/** The same for tests where no workflow runs another. */
export const noChildren = {} as Children;
/** The same for tests where no worker takes a task. */
export const noOutside = {} as Outside;

/** Runs a document to its end: the interpreter and the effects as they are, with a journal in memory. */
export async function runDocument(text: string, input: Json, needs: Needs, plan: Plan = planOf(text)): Promise<Ran> {
  const about = aboutOf();
  const state = newState(about.id, plan);
  const perform = performEffects(needs);
  const stop = new AbortController();
  const kept: { happening: Happening; entries: Entry[]; emitted: Emitted[] }[] = [];
  const queue: Happening[] = [{ kind: 'started', input }];
  let bell = Promise.withResolvers<void>();
  const tell = (happening: Happening) => {
    queue.push(happening);
    bell.resolve();
  };
  const ask = ({ frame, ...effect }: Effect) =>
    perform(about, { frame, ...effect }, stop.signal, (message) => tell({ kind: 'message-came', frame, message })).then(
      (output) => tell({ kind: 'effect-ended', frame, output }),
      (thrown: unknown) => {
        const retryAfterMs = thrown instanceof WorkflowFault ? thrown.retryAfterMs : undefined;
        tell({ kind: 'effect-failed', frame, error: errorOf(thrown), retryAfterMs });
      },
    );
  while (!state.ended) {
    const given = queue.shift() ?? (isCut(state) ? ({ kind: 'went-on' } as const) : undefined);
    if (given) {
      const happening = byNewestRules(given);
      const { entries, emitted, effects } = advance(state, happening, Date.now());
      kept.push({ happening, entries, emitted });
      for (const effect of effects) void ask(effect);
      continue;
    }
    bell = Promise.withResolvers<void>();
    const wake = nextWake(state);
    const timer = new AbortController();
    const woken =
      wake === undefined ? [] : [sleep(Math.max(wake - Date.now(), 0), undefined, { signal: timer.signal })];
    await Promise.race([
      bell.promise,
      ...woken.map((one) =>
        one.then(
          () => tell({ kind: 'woken' }),
          () => {},
        ),
      ),
    ]);
    timer.abort();
  }
  stop.abort();
  const [entries, emitted] = [kept.flatMap((one) => one.entries), kept.flatMap((one) => one.emitted)];
  return { end: state.ended, entries, emitted, written: JSON.stringify(kept) };
}

export function aboutOf(): About {
  return {
    id: newId('exe'),
    workspaceId: newId('ws'),
    workflowId: newId('wf'),
    namespace: 'default',
    name: 'test',
    version: '1.0.0',
    scopes: [],
    traceparent: undefined,
  };
}
