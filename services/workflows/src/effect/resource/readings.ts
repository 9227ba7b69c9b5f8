import { parseYaml } from '../../definition/text/parse-yaml.ts';
import type { YamlBudget } from '../../definition/text/yaml-budget.ts';
import { catchFault, standardFault } from '../../workflow-fault.ts';
import { fieldsOf } from '../document-fields.ts';
import { jsonBody } from '../http/json-body.ts';
import { bundled, type OtherFile } from '../openapi/bundle.ts';
import { operationsOf } from '../openapi/operations-of.ts';
import type { OtherText } from './other-files.ts';

/** A document with its address and the files that it refers to. */
export type Readable = OtherText & { readonly others: readonly OtherText[] };
const MOST_OPERATIONS = { tokens: 8_000_000, nodes: 4_000_000 };

/** Ways to read a document that a call refers to. */
export const readings = {
  value: ({ text }: Readable) => readText(text),
  /** Only in a thread, whose memory limit bounds it too: documents of public APIs have up to 2,000,000 tokens. */
  operations: ({ text, uri, others }: Readable) => {
    const document = fieldsOf(readText(text, MOST_OPERATIONS));
    const files = others.flatMap((other) => readOther(other));
    return operationsOf(files.length > 0 ? bundled(document, uri, files) : document);
  },
} as const satisfies Record<string, (given: Readable) => unknown>;
export type Reading = keyof typeof readings;
export type ReadAs<R extends Reading> = ReturnType<(typeof readings)[R]>;

/** A file that cannot be parsed is left out, like one that cannot be fetched. */
function readOther({ uri, text }: OtherText): OtherFile[] {
  return catchFault(
    () => [{ uri, value: readText(text, MOST_OPERATIONS) }],
    () => [],
  );
}

/** Parses JSON, else YAML. Throws `WorkflowFault` if it is neither. */
export function readText(text: string, most?: YamlBudget): unknown {
  const json = jsonBody(text);
  if (json !== undefined) return json;
  const { value, faults } = parseYaml(text, most);
  const [fault] = faults;
  if (fault) throw standardFault('configuration', `the external resource is no JSON and no YAML: ${fault.message}`);
  return value;
}
