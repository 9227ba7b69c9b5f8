import type { Asker } from '../../effect/principal-of.ts';
import { tasksOf } from '../checks/tasks.ts';
import type { Endpoint, Task, WorkflowDocument } from '../document.ts';
import { functionAddress } from './function-address.ts';
import { schemaReferences } from './schema-references.ts';

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

type Flow = { readonly schema?: { readonly document?: unknown; readonly resource?: { readonly endpoint: Endpoint } } };

/** What a document refers to elsewhere, and in its turn what of that is among `known`: each address once. */
export function externalsOf(document: WorkflowDocument, known: Externals = new Map()): External[] {
  const found = new Map<string, External>();
  const waiting: External[] = [...directlyIn(document)];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { uri } = next.endpoint;
    if (found.has(uri)) continue;
    found.set(uri, next);
    const content = known.get(uri);
    if (content === undefined) continue;
    if (next.kind === 'function') waiting.push(...directlyIn(aloneIn(document, content as Task)));
    else waiting.push(...schemaReferences(content, uri).map((other) => beside(next, other)));
  }
  return [...found.values()];
}

/** A schema that another refers to. Where it is of the same host it is fetched with the same proof of who asks. */
function beside({ endpoint: { uri, ...how } }: External, other: string): External {
  const isSame = new URL(other).origin === new URL(uri).origin;
  return { kind: 'schema', endpoint: isSame ? { uri: other, ...how } : { uri: other } };
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
    const { document, resource } = flow?.schema ?? {};
    for (const uri of schemaReferences(document)) yield { kind: 'schema', endpoint: { uri } };
    const endpoint = resource?.endpoint;
    if (endpoint === undefined) continue;
    yield { kind: 'schema', endpoint: typeof endpoint === 'string' ? { uri: endpoint } : endpoint };
  }
}
