import type { Fault } from '@mesh/contracts/mesh-error';
import type { WorkflowDocument } from '../document.ts';
import { lifecycles } from '../lifecycle.ts';
import type { TaskAt } from './tasks.ts';

type Words = Readonly<Record<string, readonly unknown[]>>;
const ofDocument: Words = { lifecycleEvents: lifecycles };
const ofTask: Words = { checkpoint: [true, false], retry: ['never'], keyOnRetry: ['new'] };

/** Checks the mesh's own fields in metadata, which are otherwise free: a misspelled one would silently have no effect. */
export function* checkMetadata({ document }: WorkflowDocument, tasks: readonly TaskAt[]): Generator<Fault> {
  yield* misspelled(document.metadata, ofDocument, '/document/metadata');
  for (const { task, pointer } of tasks) yield* misspelled(task.metadata, ofTask, `${pointer}/metadata`);
}

function* misspelled(
  metadata: Readonly<Record<string, unknown>> = {},
  words: Words,
  pointer: string,
): Generator<Fault> {
  for (const [name, meant] of Object.entries(words))
    if (Object.hasOwn(metadata, name) && !meant.includes(metadata[name]))
      yield { pointer: `${pointer}/${name}`, message: `expected ${meant.map(String).join(' or ')}` };
}
