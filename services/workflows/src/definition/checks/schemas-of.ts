import type { Json } from '@mesh/jq/json';
import type { Endpoint, WorkflowDocument } from '../document.ts';
import { iteratorOf, type TaskAt } from './tasks.ts';

const flows = ['input', 'output', 'export'] as const;
/** The schema of a data flow as the document spells it. */
export type Schema = {
  readonly format?: string;
  readonly document?: Json;
  readonly resource?: { readonly endpoint: Endpoint };
};
type Part = { readonly [flow in (typeof flows)[number]]?: { readonly schema?: Schema } };

/** The schemas of a document, with where they stand. */
export function* schemasOf(
  document: WorkflowDocument,
  tasks: readonly TaskAt[],
): Generator<Schema & { readonly pointer: string }> {
  for (const [pointer, part] of partsOf(document, tasks)) {
    for (const flow of flows) {
      const { schema } = part[flow] ?? {};
      if (schema) yield { ...schema, pointer: `${pointer}/${flow}/schema` };
    }
  }
}

/** All that may have schemas, and where it stands. */
function* partsOf(document: WorkflowDocument, tasks: readonly TaskAt[]): Generator<readonly [string, Part]> {
  yield ['', document as Part];
  for (const { task, pointer } of tasks) {
    yield [pointer, task as Part];
    const { place, iterator } = iteratorOf(task);
    if (iterator) yield [pointer + place, iterator as Part];
  }
}
