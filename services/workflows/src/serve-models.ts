import type { Bus } from '@mesh/bus/bus';
import { serve } from '@mesh/bus/serve';
import * as models from '@mesh/contracts/models';
import type { Database } from '@mesh/database/database';
import { decideApproval } from './agent/decide-approval.ts';
import { getModelBudget } from './agent/get-model-budget.ts';
import { listModelUsage } from './agent/list-model-usage.ts';
import { setModelBudget } from './agent/set-model-budget.ts';
import type { Schema } from './db/schema.ts';
import type { Hearing } from './event/start-hearing.ts';

type Needs = { readonly bus: Bus; readonly db: Database<Schema>; readonly hearing: Hearing };

/** Serves every operation on models and their approvals until disposed. */
export function serveModels({ bus, db, hearing }: Needs): AsyncDisposable {
  const serving = new AsyncDisposableStack();
  serving.use(serve(bus, models.getModelBudget, getModelBudget(db)));
  serving.use(serve(bus, models.setModelBudget, setModelBudget(db)));
  serving.use(serve(bus, models.listModelUsage, listModelUsage(db)));
  serving.use(serve(bus, models.decideApproval, decideApproval({ db, onHeard: () => hearing.ring() })));
  return serving;
}
