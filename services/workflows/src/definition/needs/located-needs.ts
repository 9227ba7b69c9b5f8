import type { TaskAt } from '../checks/tasks.ts';
import type { WorkflowDocument } from '../document.ts';
import type { ParsedText } from '../text/parsed-text.ts';
import type { Need } from './need.ts';
import { needsOf } from './needs-of.ts';

/** Most needs of one document that are checked. */
const MOST_NEEDS = 1_000;

/** The needs of a document, each with its place in the text. */
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
