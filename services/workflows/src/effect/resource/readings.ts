import { parseYaml } from '../../definition/text/parse-yaml.ts';
import type { YamlBudget } from '../../definition/text/yaml-budget.ts';
import { standardFault } from '../../workflow-fault.ts';
import { jsonBody } from '../http/json-body.ts';
import { operationsOf } from '../openapi/operations-of.ts';

/** What is made of a document that a call refers to. */
export const readings = {
  value: (text: string) => readText(text),
  /** In a thread alone, whose memory bounds it too: documents of public APIs have 2,000,000 tokens. */
  operations: (text: string) => operationsOf(readText(text, { tokens: 8_000_000, nodes: 4_000_000 })),
} as const satisfies Record<string, (text: string) => unknown>;
export type Reading = keyof typeof readings;
export type ReadAs<R extends Reading> = ReturnType<(typeof readings)[R]>;

/** What a text in JSON, or else YAML, says. Throws `WorkflowFault` for what is neither. */
export function readText(text: string, most?: YamlBudget): unknown {
  const json = jsonBody(text);
  if (json !== undefined) return json;
  const { value, faults } = parseYaml(text, most);
  const [fault] = faults;
  if (fault) throw standardFault('configuration', `the external resource is no JSON and no YAML: ${fault.message}`);
  return value;
}
