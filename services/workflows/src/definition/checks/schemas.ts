import type { Fault } from '@mesh/contracts/mesh-error';
import type { Json } from '@mesh/jq/json';
import { WorkflowFault } from '../../interpreter/workflow-fault.ts';
import { checkSchema, isJsonSchema } from '../../plan/check-schema.ts';
import type { WorkflowDocument } from '../document.ts';
import { hasAddresses } from '../external/schema-references.ts';
import { iteratorOf, type TaskAt } from './tasks.ts';

/** What is wrong with one is told for each form that it might have: the first says enough. */
const LONGEST_MESSAGE = 180;
/** Each takes milliseconds, which others wait for. What is wrong with one beyond these shows where the workflow is started. */
const MOST_SCHEMAS = 50;
const flows = ['input', 'output', 'export'] as const;
type Schema = { readonly format?: string; readonly document?: Json };
type Part = { readonly [flow in (typeof flows)[number]]?: { readonly schema?: Schema } };

/** Whether the schemas of a document can be used. Of those that refer to others elsewhere that shows when these are fetched. */
export function* checkSchemas(document: WorkflowDocument, tasks: readonly TaskAt[]): Generator<Fault> {
  const known = new Map<string, string | undefined>();
  for (const [pointer, part] of partsOf(document, tasks)) {
    for (const flow of flows) {
      const { format, document: schema } = part[flow]?.schema ?? {};
      if (schema === undefined || !isJsonSchema(format) || hasAddresses(schema)) continue;
      const key = JSON.stringify(schema);
      if (!known.has(key) && known.size < MOST_SCHEMAS) known.set(key, faultOf(schema));
      const message = known.get(key);
      if (message !== undefined) yield { pointer: `${pointer}/${flow}/schema/document`, message };
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

function faultOf(schema: Json): string | undefined {
  try {
    checkSchema(schema);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof WorkflowFault) return thrown.message.slice(0, LONGEST_MESSAGE);
    throw thrown;
  }
}
