import type { Bus } from '@mesh/bus/bus';
import { newId } from '@mesh/contracts/id';
import type { Json } from '@mesh/jq/json';
import { openLog } from '@mesh/runtime/log';
import type { Children } from '../../src/child/children.ts';
import { performEffects } from '../../src/effect/perform.ts';
import type { Emitted, Entry } from '../../src/interpreter/entry.ts';
import type { Append } from '../../src/journal/append.ts';
import { Engine } from '../../src/worker/engine.ts';
import type { About, End } from '../../src/worker/loaded.ts';
import { planOf } from '../simulation.ts';

export type Ran = {
  readonly end: End;
  readonly entries: readonly Entry[];
  readonly emitted: readonly Pick<Emitted, 'type' | 'source'>[];
  /** All that was written, as text. */
  readonly written: string;
};
type Needs = Parameters<typeof performEffects>[0];

/** Stands for a broker in tests where nothing may ask another service. */
export const noBus = {} as Bus;
/** The same for tests where no workflow runs another. */
export const noChildren = {} as Children;

/** Runs a document to its end by the engine and the effects as they are, with a journal in memory. */
export async function runDocument(text: string, input: Json, needs: Needs): Promise<Ran> {
  const appends: Append[] = [];
  const journal = {
    depth: 0,
    append: async (append: Append) => {
      appends.push(append);
      return 'done' as const;
    },
  };
  const engine = new Engine({
    journal,
    clock: { now: () => Date.now() },
    perform: performEffects(needs),
    onGrown: () => {},
    onFenced: () => {},
    reload: () => {},
    handBack: () => {},
    log: openLog('test', 'silent'),
  });
  const ended = Promise.withResolvers<End>();
  try {
    await engine.start(aboutOf(), planOf(text), input, ended.resolve);
    const end = await ended.promise;
    const entries = appends.flatMap(({ rows }) => rows.flatMap((row) => JSON.parse(row.entries) as Entry[]));
    const emitted = appends.flatMap(({ told }) => told.filter(({ source }) => !source.startsWith('/services/')));
    return { end, entries, emitted, written: JSON.stringify(appends) };
  } finally {
    engine.close();
  }
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
