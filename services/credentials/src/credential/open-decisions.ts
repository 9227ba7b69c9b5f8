import type { Audited } from '../audit/audited.ts';
import { DecisionGroups } from '../audit/decision-groups.ts';
import { findUsable, type Usable, type Wanted } from './usable-store.ts';

/** Decides and audits reveals, uses and tests of credentials; concurrent ones share a transaction. */
export type Decisions = DecisionGroups<Wanted, Usable>;

export function openDecisions(needs: Audited): Decisions {
  return new DecisionGroups(needs, findUsable);
}

/** What a path refers to: an id, or a name in an environment. */
export function wantedBy(text: string, environment: string): Wanted {
  return text.startsWith('cred_') ? { id: text } : { name: text, environment };
}
