import type { Bus } from '@mesh/bus/bus';
import type { Fault } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { Need, WarningsOf } from '../definition/needs/need.ts';
import { missingFormats } from './missing-formats.ts';
import { missingFunctions } from './missing-functions.ts';
import { type KnownPrices, missingPrices } from './missing-prices.ts';
import { missingRunners } from './missing-runners.ts';
import { missingSecrets } from './missing-secrets.ts';
import { missingWorkflows } from './missing-workflows.ts';

/** Most warnings of one answer. */
const MOST_WARNINGS = 50;

type Needs = { readonly db: Database<Schema>; readonly bus: Bus; readonly models: KnownPrices };

/** Finds the unmet needs of a document. Services are asked concurrently; one that does not answer becomes a warning. */
export function warningsOver({ db, bus, models }: Needs): WarningsOf {
  return async (needs, principal, signal) => {
    const asking = { bus, principal, signal };
    const missing = await Promise.all([
      missingRunners(ofKind(needs, 'process', 'script')),
      missingFormats(ofKind(needs, 'schema')),
      missingPrices(ofKind(needs, 'price'), models),
      missingFunctions(ofKind(needs, 'function', 'plugin'), asking),
      missingWorkflows(ofKind(needs, 'workflow'), db, principal.workspaceId),
      missingSecrets(ofKind(needs, 'secret'), asking),
    ]);
    const messages = new Map(missing.flat());
    return needs.flatMap((need) => warning(need, messages.get(need))).slice(0, MOST_WARNINGS);
  };
}

function ofKind<K extends Need['kind']>(needs: readonly Need[], ...kinds: readonly K[]) {
  return needs.filter((need): need is Extract<Need, { kind: K }> => kinds.some((kind) => kind === need.kind));
}

function warning({ pointer, line, column }: Need, message: string | undefined): Fault[] {
  return message === undefined ? [] : [{ pointer, message, line, column }];
}
