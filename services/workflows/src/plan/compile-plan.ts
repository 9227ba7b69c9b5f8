import type { Json } from '@mesh/jq/json';
import type { WorkflowDocument } from '../definition/document.ts';
import { compileTasks, type Scope } from './compile-tasks.ts';
import { input, output, timeout } from './data-flow.ts';
import type { Plan } from './plan.ts';

/** Compiles a checked document. Throws `WorkflowFault` for what only compiling shows. */
export function compilePlan(document: WorkflowDocument, digest: string): Plan {
  const scope: Scope = { use: document.use ?? {}, names: [] };
  return {
    digest,
    document: document as unknown as Json,
    input: input(document.input, []),
    output: output(document.output, []),
    timeout: timeout(document.timeout, scope),
    tasks: compileTasks(document.do, '/do', scope),
  };
}
