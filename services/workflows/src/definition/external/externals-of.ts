import type { Asker } from '../../execution/principal-of.ts';
import { schemasOf } from '../checks/schemas-of.ts';
import { tasksOf } from '../checks/tasks.ts';
import type { Task, WorkflowDocument } from '../document.ts';
import { type FullEndpoint, fullEndpoint } from './full-endpoint.ts';
import { functionAddress } from './function-address.ts';
import { schemaReferences } from './schema-references.ts';

/** An external resource that a document needs, directly or through another one, and where it is referred to. */
export type External = {
  readonly kind: 'schema' | 'function';
  readonly endpoint: FullEndpoint;
  readonly pointer: string;
};
/** Fetched resources, by address. */
export type Externals = ReadonlyMap<string, unknown>;
/** Fetches everything that a workflow refers to elsewhere. */
export type ExternalsOfWorkflow = (
  workflowId: string,
  document: WorkflowDocument,
  asker: Asker,
  signal?: AbortSignal,
) => Promise<Externals>;

/** External resources of a document, and of those among `known` in turn; each address once. */
export function externalsOf(document: WorkflowDocument, known: Externals = new Map()): External[] {
  const found = new Map<string, External>();
  const waiting: External[] = [...directlyIn(document)];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { uri } = next.endpoint;
    if (found.has(uri)) continue;
    found.set(uri, next);
    const content = known.get(uri);
    if (content === undefined) continue;
    const { pointer } = next;
    if (next.kind === 'schema') waiting.push(...schemaReferences(content, uri).map((other) => beside(next, other)));
    else for (const one of directlyIn(aloneIn(document, content as Task))) waiting.push({ ...one, pointer });
  }
  return [...found.values()];
}

/** A schema that another one refers to. On the same host it is fetched with the same authentication. */
function beside({ endpoint: { uri, ...how }, pointer }: External, other: string): External {
  const isSame = new URL(other).origin === new URL(uri).origin;
  return { kind: 'schema', endpoint: isSame ? { uri: other, ...how } : { uri: other }, pointer };
}

/** A fetched function as a document of its own, which shares only the catalogs of its caller. */
export function aloneIn({ document, use }: WorkflowDocument, task: Task): WorkflowDocument {
  const catalogs = Object.entries(use?.catalogs ?? {}).map(
    ([name, { endpoint }]) => [name, { endpoint: fullEndpoint(endpoint).uri }] as const,
  );
  return {
    document,
    ...(catalogs.length > 0 && { use: { catalogs: Object.fromEntries(catalogs) } }),
    do: [{ function: task }],
  };
}

function* directlyIn(document: WorkflowDocument): Generator<External> {
  const tasks = [...tasksOf(document)];
  for (const { document: schema, resource, pointer } of schemasOf(document, tasks)) {
    for (const uri of schemaReferences(schema))
      yield { kind: 'schema', endpoint: { uri }, pointer: `${pointer}/document` };
    if (resource)
      yield { kind: 'schema', endpoint: fullEndpoint(resource.endpoint), pointer: `${pointer}/resource/endpoint` };
  }
  const use = document.use ?? {};
  for (const { task, pointer } of tasks) {
    if (!('call' in task) || Object.hasOwn(use.functions ?? {}, task.call)) continue;
    const endpoint = functionAddress(task.call, use);
    if (endpoint) yield { kind: 'function', endpoint, pointer: `${pointer}/call` };
  }
}
