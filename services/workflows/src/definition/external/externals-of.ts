import type { Asker } from '../../effect/principal-of.ts';
import { tasksOf } from '../checks/tasks.ts';
import type { Endpoint, Task, WorkflowDocument } from '../document.ts';
import { functionAddress } from './function-address.ts';

/** Something elsewhere without which a document is not whole. */
export type External = { readonly kind: 'schema' | 'function'; readonly endpoint: Exclude<Endpoint, string> };
/** What was fetched, by address. */
export type Externals = ReadonlyMap<string, unknown>;
/** All that a workflow refers to elsewhere, fetched for whoever asks. */
export type ExternalsOfWorkflow = (
  workflowId: string,
  document: WorkflowDocument,
  asker: Asker,
  signal?: AbortSignal,
) => Promise<Externals>;

type Flow = { readonly schema?: { readonly resource?: { readonly endpoint: Endpoint } } };

/** What a document refers to elsewhere, and in its turn what of that is among `known`: each address once. */
export function externalsOf(document: WorkflowDocument, known: Externals = new Map()): External[] {
  const found = new Map<string, External>();
  const waiting: WorkflowDocument[] = [document];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    for (const external of directlyIn(next)) {
      const { uri } = external.endpoint;
      if (found.has(uri)) continue;
      found.set(uri, external);
      const content = external.kind === 'function' ? known.get(uri) : undefined;
      if (content !== undefined) waiting.push(aloneIn(document, content as Task));
    }
  }
  return [...found.values()];
}

/** A fetched function as a document of its own. Of the document that calls it it has the catalogs, and nothing else. */
export function aloneIn({ document, use }: WorkflowDocument, task: Task): WorkflowDocument {
  const catalogs = Object.entries(use?.catalogs ?? {}).map(([name, { endpoint }]) => {
    const uri = typeof endpoint === 'string' ? endpoint : endpoint.uri;
    return [name, { endpoint: uri }] as const;
  });
  return {
    document,
    ...(catalogs.length > 0 && { use: { catalogs: Object.fromEntries(catalogs) } }),
    do: [{ function: task }],
  };
}

function* directlyIn(document: WorkflowDocument): Generator<External> {
  yield* schemasIn(document);
  for (const { task } of tasksOf(document)) {
    yield* schemasIn(task);
    if ('listen' in task) yield* schemasIn(task.foreach ?? {});
    if (!('call' in task)) continue;
    const { subscription } = (task.with ?? {}) as { subscription?: { foreach?: Parts } };
    if (task.call === 'asyncapi') yield* schemasIn(subscription?.foreach ?? {});
    const isOwn = Object.hasOwn(document.use?.functions ?? {}, task.call);
    const endpoint = isOwn ? undefined : functionAddress(task.call, document.use ?? {});
    if (endpoint) yield { kind: 'function', endpoint };
  }
}

type Parts = { readonly input?: Flow; readonly output?: Flow; readonly export?: Flow };

function* schemasIn(part: object): Generator<External> {
  const { input, output, export: exported } = part as Parts;
  for (const flow of [input, output, exported]) {
    const endpoint = flow?.schema?.resource?.endpoint;
    if (endpoint === undefined) continue;
    yield { kind: 'schema', endpoint: typeof endpoint === 'string' ? { uri: endpoint } : endpoint };
  }
}
