import type { Fault } from '@mesh/contracts/mesh-error';
import type { Json } from '@mesh/jq/json';
import { catchFault } from '../../workflow-fault.ts';
import type { Task, WorkflowDocument } from '../document.ts';
import { asksModel } from '../dsl/own-calls.ts';
import { hasAddresses } from '../external/schema-references.ts';
import { checkSchema, unknownFormat } from '../schema/check-schema.ts';
import { schemasOf } from './schemas-of.ts';
import type { TaskAt } from './tasks.ts';

/** A schema error lists every alternative form; the first ones say enough. */
const LONGEST_MESSAGE = 180;
/** Compiling one blocks for milliseconds. Errors in schemas beyond this number show when the workflow is started. */
const MOST_SCHEMAS = 50;

/**
 * Checks that the schemas of a document can be used. Schemas that refer to others elsewhere are checked when those are fetched.
 */
export function* checkSchemas(document: WorkflowDocument, tasks: readonly TaskAt[]): Generator<Fault> {
  const known = new Map<string, string | undefined>();
  for (const { pointer, schema } of checkable(document, tasks)) {
    const key = JSON.stringify(schema);
    if (!known.has(key) && known.size < MOST_SCHEMAS) known.set(key, faultOf(schema));
    const message = known.get(key);
    if (message !== undefined) yield { pointer, message };
  }
}

type SchemaAt = { readonly pointer: string; readonly schema: Json };

function* checkable(document: WorkflowDocument, tasks: readonly TaskAt[]): Generator<SchemaAt> {
  for (const { pointer, format, document: schema } of schemasOf(document, tasks))
    if (schema !== undefined && !unknownFormat(format) && !hasAddresses(schema))
      yield { pointer: `${pointer}/document`, schema };
  for (const { task, pointer } of tasks) {
    const schema = answerOf(task);
    if (schema !== undefined) yield { pointer: `${pointer}/with/format/schema`, schema };
  }
}

/** The schema of a model's answer. */
function answerOf(task: Task): Json | undefined {
  if (!('call' in task) || !asksModel(task.call)) return undefined;
  return (task.with as { readonly format?: { readonly schema?: Json } } | undefined)?.format?.schema;
}

function faultOf(schema: Json): string | undefined {
  return catchFault(
    () => void checkSchema(schema),
    ({ message }) => message.slice(0, LONGEST_MESSAGE),
  );
}
