import type { Fault } from '@mesh/contracts/mesh-error';
import { checkBudget } from './checks/budget.ts';
import { checkConcurrency } from './checks/concurrency.ts';
import { checkExpectations } from './checks/expectations.ts';
import { checkExpressions } from './checks/expressions.ts';
import { checkFunctions } from './checks/functions.ts';
import { checkMetadata } from './checks/metadata.ts';
import { checkNames, checkTargets, checkVariables } from './checks/names.ts';
import { checkReferences } from './checks/references.ts';
import { checkRules } from './checks/rules.ts';
import { checkSchedule } from './checks/schedule.ts';
import { checkSchemas } from './checks/schemas.ts';
import { checkSecrets } from './checks/secrets.ts';
import { checkShape } from './checks/shape.ts';
import { type TaskAt, tasksOf } from './checks/tasks.ts';
import { checkWorkerCalls } from './checks/worker-calls.ts';
import { digestOf } from './digest.ts';
import type { WorkflowDocument } from './document.ts';
import { locatedNeeds } from './needs/located-needs.ts';
import type { Need } from './needs/need.ts';
import { refuse, refuseAny } from './refusal.ts';
import { checkValue } from './text/check-value.ts';
import { parseJson } from './text/parse-json.ts';
import { parseYaml } from './text/parse-yaml.ts';

export type ContentType = 'application/yaml' | 'application/json';

export type ReadDocument = {
  readonly document: WorkflowDocument;
  /** SHA-256 of the document as canonical JSON (RFC 8785), in hexadecimal. */
  readonly digest: string;
};
/** Includes what the document needs of the mesh to run. */
export type CheckedDocument = ReadDocument & { readonly needs: readonly Need[] };

/** Limit in characters; the gateway has one in bytes. */
const LONGEST = 16 * 1_024 * 1_024;

/**
 * Parses and checks a document of the Serverless Workflow DSL 1.0. Throws `workflow-invalid` with all faults: of the text, else
 * of its shape, else of its meaning. Each has its place in document and text.
 */
export function readDocument(text: string, contentType: ContentType): CheckedDocument {
  if (text.length > LONGEST) refuse([{ pointer: '', message: `expected at most ${LONGEST} characters` }]);
  const parsed = contentType === 'application/json' ? parseJson(text) : parseYaml(text);
  refuseAny(parsed.faults, parsed.locate);
  refuseAny(checkValue(parsed.value), parsed.locate);
  refuseAny(checkShape(parsed.value), parsed.locate);
  const document = parsed.value as WorkflowDocument;
  const tasks = [...tasksOf(document)];
  refuseAny(checkMeaning(document, tasks), parsed.locate);
  return { document, digest: digestOf(document), needs: locatedNeeds(document, tasks, parsed.locate) };
}

function* checkMeaning(document: WorkflowDocument, tasks: readonly TaskAt[]): Generator<Fault> {
  yield* checkNames(tasks);
  yield* checkTargets(tasks);
  yield* checkVariables(tasks);
  yield* checkReferences(document, tasks);
  yield* checkFunctions(document, tasks);
  yield* checkWorkerCalls(document, tasks);
  yield* checkRules(document, tasks);
  yield* checkSchedule(document);
  yield* checkBudget(document);
  yield* checkConcurrency(document);
  yield* checkMetadata(document, tasks);
  yield* checkSecrets(document, tasks);
  yield* checkSchemas(document, tasks);
  yield* checkExpressions(document, tasks);
  yield* checkExpectations(document, tasks);
}
