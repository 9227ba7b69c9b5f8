import type { HandlerOf } from '@mesh/bus/handler';
import type * as workflows from '@mesh/contracts/workflows';
import type { Database } from '@mesh/database/database';
import { stringify } from 'yaml';
import type { Schema } from '../db/schema.ts';
import type { WorkflowDocument } from '../definition/document.ts';
import type { ContentType } from '../definition/read-document.ts';
import { findWorkflow } from './find-workflow.ts';
import { preferred } from './preferred.ts';
import { sourceWithId } from './workflow-store.ts';

/** The document as it was sent, or converted between YAML and JSON if that is preferred. */
export function getWorkflowDefinition(db: Database<Schema>): HandlerOf<typeof workflows.getWorkflowDefinition> {
  return async ({ params: { workflowId }, headers: { accept } }, { workspaceId }) => {
    const found = await db.inWorkspace(workspaceId, async (trx) =>
      sourceWithId(trx, (await findWorkflow(trx, workflowId)).id),
    );
    const contentType = preferred(accept, found.contentType);
    const text = contentType === found.contentType ? found.source : written(found.document, contentType);
    const ending = contentType === 'application/json' ? 'json' : 'yaml';
    return {
      contentType,
      base64: Buffer.from(text).toString('base64'),
      fileName: `${found.namespace}.${found.name}-${found.version}.${ending}`,
      etag: `${found.digest}.${ending}`,
    };
  };
}

function written(document: WorkflowDocument, contentType: ContentType): string {
  return contentType === 'application/json'
    ? `${JSON.stringify(document, null, 2)}\n`
    : stringify(document, { aliasDuplicateObjects: false, version: '1.2' });
}
