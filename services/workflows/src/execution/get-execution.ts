import type { HandlerOf } from '@mesh/bus/handler';
import type * as executions from '@mesh/contracts/executions';
import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import { findAnywhere } from '../archive/find-anywhere.ts';
import type { Schema } from '../db/schema.ts';
import type { Reading } from '../payload/payloads.ts';
import { wholeRow } from '../payload/whole.ts';
import { shownExecution } from './shown-execution.ts';

type Needs = {
  readonly db: Database<Schema>;
  readonly objects: Pick<Objects, 'get'>;
  readonly payloads: Reading;
};

/** Reads archived executions from the bucket, and large values too unless they are to be omitted. */
export function getExecution(needs: Needs): HandlerOf<typeof executions.getExecution> {
  return async ({ params: { executionId }, query: { large } }, { workspaceId }) => {
    const row = await findAnywhere(needs, workspaceId, executionId);
    return shownExecution(large === 'omit' ? row : await wholeRow(needs.payloads, workspaceId, row));
  };
}
