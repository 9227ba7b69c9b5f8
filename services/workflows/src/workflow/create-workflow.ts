import type { HandlerOf } from '@mesh/bus/handler';
import { newId } from '@mesh/contracts/id';
import { type Fault, MeshError } from '@mesh/contracts/mesh-error';
import type * as workflows from '@mesh/contracts/workflows';
import { workflowCreated } from '@mesh/contracts/workflows-events';
import type { Database } from '@mesh/database/database';
import { record } from '@mesh/outbox/record';
import type { Schema } from '../db/schema.ts';
import { documentReader } from '../definition/document-reader.ts';
import type { ExternalsOfWorkflow } from '../definition/external/externals-of.ts';
import type { WarningsOf } from '../definition/needs/need.ts';
import { readDocument } from '../definition/read-document.ts';
import { versionOrder } from '../definition/semver.ts';
import { checkMaySchedule, saveSchedules } from '../schedule/save-schedules.ts';
import { type ScheduleQuota, USUAL_SCHEDULE_QUOTA } from '../schedule/schedule-quota.ts';
import { LARGE } from '../thread/one-thread.ts';
import { WorkflowFault } from '../workflow-fault.ts';
import type { OnChanged } from './on-changed.ts';
import { shownWorkflow, toldWorkflow } from './shown-workflow.ts';
import { findVersion, insertWorkflow, setArchived, type WorkflowRow } from './workflow-store.ts';

/** Within the deadline of saving. */
const FETCHING_MS = 20_000;

/** What saving does apart from storing the document. */
type Besides = {
  readonly externalsOf?: ExternalsOfWorkflow;
  readonly warningsOf?: WarningsOf;
  readonly quota?: ScheduleQuota;
  readonly onSaved?: OnChanged;
};
type WorkflowName = Pick<WorkflowRow, 'name' | 'version' | 'digest'>;

/** Saves a document. The same content again is the same workflow, and reactivates it if it was archived. */
export function createWorkflow(
  db: Database<Schema>,
  { externalsOf, warningsOf, quota = USUAL_SCHEDULE_QUOTA, onSaved }: Besides = {},
): HandlerOf<typeof workflows.createWorkflow> {
  const readInThread = documentReader();
  return async ({ body: { text, contentType } }, { workspaceId, principal, newId: id = newId('wf'), signal }) => {
    const isLarge = text.length >= LARGE;
    const read = isLarge
      ? readInThread({ text, contentType }, { workspaceId, signal })
      : readDocument(text, contentType);
    const { document, digest, needs } = await read;
    checkMaySchedule(document, principal.scopes);
    const { namespace, name, version } = document.document;
    const row = { workspaceId, id, namespace, name, version, versionOrder: versionOrder(version), digest };
    const content = { document: JSON.stringify(document), source: text, contentType };
    const saved = await db.inWorkspace(workspaceId, async (trx) => {
      const made = await insertWorkflow(trx, { ...row, ...content });
      const there = made ?? sameContent(await findVersion(trx, row), row);
      const revived = there.archivedAt === null ? undefined : await setArchived(trx, there.id, false);
      if (made ?? revived) {
        await saveSchedules(trx, { workspaceId, workflowId: there.id, document, scopes: principal.scopes, quota });
        const data = { ...toldWorkflow(there), secrets: [...(document.use?.secrets ?? [])] };
        await record(trx, workflowCreated, { workspaceId, subject: there.id, data });
      }
      return { ...shownWorkflow(revived ?? there), created: there.id === id };
    });
    onSaved?.(workspaceId, saved);
    const fetching = externalsOf?.(saved.id, document, principal, AbortSignal.timeout(FETCHING_MS));
    const warnings = await Promise.all([unfetched(fetching), warningsOf?.(needs, principal, signal) ?? []]);
    return { ...saved, warnings: warnings.flat() };
  };
}

/** Resources that cannot be fetched now are fetched again at the start of an execution, which is refused if that fails too. */
async function unfetched(fetching: Promise<unknown> | undefined): Promise<Fault[]> {
  try {
    await fetching;
    return [];
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be had';
    const { instance: pointer = '' } = error instanceof WorkflowFault ? error.error : {};
    return [{ pointer, message: `what it refers to elsewhere could not be fetched: ${why}` }];
  }
}

function sameContent(there: WorkflowRow | undefined, { name, version, digest }: WorkflowName): WorkflowRow {
  if (there?.digest === digest) return there;
  throw new MeshError('conflict', `${name} ${version} exists with other content: give it another version`);
}
