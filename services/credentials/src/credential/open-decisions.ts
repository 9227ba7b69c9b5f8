import type { Audited } from '../audit/audited.ts';
import { DecisionGroups } from '../audit/decision-groups.ts';
import { findUsable, type Usable, type Wanted } from './usable-store.ts';

/** Where reveals, uses and tests of credentials are decided and audited: whichever come together share a transaction. */
export type Decisions = DecisionGroups<Wanted, Usable>;

export function openDecisions(needs: Audited): Decisions {
  return new DecisionGroups(needs, findUsable);
}

/** What a path names: an id, or a name in an environment. */
export function wantedBy(text: string, environment: string): Wanted {
  return text.startsWith('cred_') ? { id: text } : { name: text, environment };
}
