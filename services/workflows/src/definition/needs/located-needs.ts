import type { TaskAt } from '../checks/tasks.ts';
import type { WorkflowDocument } from '../document.ts';
import type { ParsedText } from '../text/parsed-text.ts';
import type { Need } from './need.ts';
import { needsOf } from './needs-of.ts';

/** As many needs of one document as are looked after. */
const MOST_NEEDS = 1_000;

/** The needs of a document, with where in its text each stands. */
export function locatedNeeds(
  document: WorkflowDocument,
  tasks: readonly TaskAt[],
  locate: ParsedText['locate'],
): Need[] {
  const needs: Need[] = [];
  for (const need of needsOf(document, tasks)) {
    if (needs.length === MOST_NEEDS) break;
    needs.push({ ...need, ...locate(need.pointer) });
  }
  return needs;
}
