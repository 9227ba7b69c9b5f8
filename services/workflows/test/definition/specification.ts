import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../specification/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, folder), 'utf8');

/** Every example of the specification, by the name of its file. */
export const examples: readonly (readonly [string, string])[] = readdirSync(new URL('examples/', folder))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => [name, read(`examples/${name}`)]);

/** The workflow of every scenario of the conformance kit, by the name of its feature and scenario. */
export const scenarios: readonly (readonly [string, string])[] = readdirSync(new URL('features/', folder)).flatMap(
  (name) =>
    Array.from(
      read(`features/${name}`).matchAll(/Scenario: (.*)\n[\s\S]*?definition:\s*\n\s*"""yaml\n([\s\S]*?)"""/g),
      ([, scenario = '', text = '']) => [`${name}: ${scenario}`, text] as const,
    ),
);

/** The specification's own JSON Schema, as YAML. */
export const schemaText = read('schema/workflow.yaml');
