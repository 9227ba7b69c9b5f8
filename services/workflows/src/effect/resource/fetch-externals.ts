import { hash } from 'node:crypto';
import type { Bus } from '@mesh/bus/bus';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import type { Egress } from '@mesh/egress/egress';
import type { Json } from '@mesh/jq/json';
import type { Schema } from '../../db/schema.ts';
import type { Task, WorkflowDocument } from '../../definition/document.ts';
import { type Fetched, fetchedFor, keepFetched } from '../../definition/external/external-store.ts';
import {
  aloneIn,
  type External,
  type ExternalsOfWorkflow,
  externalsOf,
} from '../../definition/external/externals-of.ts';
import { readDocument } from '../../definition/read-document.ts';
import { checkValue } from '../../definition/text/check-value.ts';
import type { Asker } from '../../execution/principal-of.ts';
import { withPolicies } from '../../plan/policies.ts';
import { standardFault, type WorkflowError, WorkflowFault } from '../../workflow-fault.ts';
import { Tokens } from '../authentication/tokens.ts';
import { readText } from './readings.ts';
import { type Resource, Resources, resource } from './resources.ts';

const MOST = 100;
const PATIENCE_MS = 10_000;

type Needs = { readonly db: Database<Schema>; readonly bus: Bus; readonly egress: Egress };
type FetchText = (wanted: Resource, asker: Asker, signal: AbortSignal | undefined) => Promise<string>;

/**
 * Fetches external resources of documents, once per workflow: they are stored with their digest, so that no execution sees them
 * change. Throws `WorkflowFault` or `MeshError` for one that cannot be fetched or used.
 */
export function fetchExternals({ db, bus, egress }: Needs): ExternalsOfWorkflow {
  const resources = new Resources();
  const needs = { bus, egress, tokens: new Tokens(egress) };
  const fetchText: FetchText = (wanted, about, signal) => {
    const limits = [AbortSignal.timeout(PATIENCE_MS), ...(signal ? [signal] : [])];
    return resources.text(wanted, { needs, about, key: about.id, signal: AbortSignal.any(limits) });
  };
  return async (workflowId, document, asker, signal) => {
    if (externalsOf(document).length === 0) return new Map();
    const { workspaceId } = asker;
    for (;;) {
      const kept = await db.inWorkspace(workspaceId, (trx) => fetchedFor(trx, workflowId));
      const all = externalsOf(document, kept);
      if (all.length > MOST) throw standardFault('configuration', `the document refers to more than ${MOST} resources`);
      const missing = all.filter(({ endpoint }) => !kept.has(endpoint.uri));
      if (missing.length === 0) return kept;
      const fetched = await Promise.all(
        missing.map((one) =>
          fetchOne(one, document, (wanted) => fetchText(wanted, asker, signal)).catch((error: unknown) => {
            throw faultWith(error, { instance: one.pointer });
          }),
        ),
      );
      await db.inWorkspace(workspaceId, (trx) => keepFetched(trx, { workspaceId, workflowId }, fetched));
    }
  };
}

async function fetchOne(
  { kind, endpoint }: External,
  document: WorkflowDocument,
  textOf: (wanted: Resource) => Promise<string>,
): Promise<Fetched> {
  const { uri } = endpoint;
  const wanted = resource.safeParse(withPolicies({ endpoint } as unknown as Json, document.use ?? {}));
  if (!wanted.success || /[{}]/.test(uri))
    throw standardFault(
      'configuration',
      `the address ${uri} has to be spelled out: it is fetched before anything runs`,
    );
  const text = await textOf(wanted.data).catch((error: unknown) => {
    throw faultWith(error, { detail: `${uri}: ${error instanceof Error ? error.message : ''}` });
  });
  const content = readText(text) ?? null;
  const [fault] = checkValue(content);
  if (fault) throw standardFault('configuration', `${uri} cannot be used: ${fault.pointer || '/'}: ${fault.message}`);
  if (kind === 'function') checkFunction(uri, content, document);
  return { uri, content, digest: hash('sha256', text) };
}

/** Adds the resource's name and place in the document to the error, since a document may have many. */
function faultWith(error: unknown, more: Pick<Partial<WorkflowError>, 'detail' | 'instance'>): unknown {
  if (!(error instanceof WorkflowFault)) return error;
  return new WorkflowFault({ ...error.error, ...more }, { cause: error, retryAfterMs: error.retryAfterMs });
}

/** Checks an external function like a document. It has only its own secrets and policies. */
function checkFunction(uri: string, content: unknown, document: WorkflowDocument): void {
  try {
    readDocument(JSON.stringify(aloneIn(document, content as Task)), 'application/json');
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    const [fault] = error.errors ?? [];
    const told = `${fault?.pointer.replace('/do/0/function', '') || '/'}: ${fault?.message ?? error.message}`;
    throw standardFault('configuration', `the function at ${uri} cannot be used: ${told}`, { cause: error });
  }
}
