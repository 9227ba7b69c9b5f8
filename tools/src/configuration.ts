import type { z } from 'zod';

/** A row of the table: a variable of the environment by its schema. */
type Variable = {
  readonly name: string;
  readonly required: boolean;
  readonly default?: string | undefined;
  readonly description: string;
  readonly secret: boolean;
};

type Meta = { description?: string; secret?: boolean };

/** The variables of a service's `environmentSchema`, in its order. */
export function variablesOf(schema: z.ZodObject): Variable[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description = '', secret = false } = ((field as z.ZodType).meta() ?? {}) as Meta;
    const absent = (field as z.ZodType).safeParse(undefined);
    const value = absent.success && absent.data !== undefined ? written(absent.data) : undefined;
    return { name, required: !absent.success, default: value, description, secret };
  });
}

const written = (value: unknown) => (Array.isArray(value) ? value.join(',') : String(value)) || undefined;

/** `docs/configuration.md`: the variables that every service reads, once, then those of each service. */
export function configurationPage(schemas: ReadonlyMap<string, z.ZodObject>): string {
  const told = new Map([...schemas].map(([service, schema]) => [service, variablesOf(schema)]));
  const [first = [], ...others] = told.values();
  const isCommon = ({ name }: Variable) => others.every((list) => list.some((other) => other.name === name));
  const common = first.filter(isCommon);
  const names = new Set(common.map(({ name }) => name));
  return [
    '# Configuration',
    'Generated from the schemas in `src/config.ts` of each service; `npm run docs -w @mesh/tools` updates this page.',
    'If a value is invalid, the service does not start and prints one line that names the variable. An empty variable counts as absent. Secrets, marked 🔒, are never printed.',
    '## Every service',
    table(common),
    ...[...told].flatMap(([service, variables]) => {
      const own = variables.filter(({ name }) => !names.has(name));
      return own.length > 0 ? [`## ${service}`, table(own)] : [];
    }),
  ]
    .join('\n\n')
    .concat('\n');
}

function table(variables: readonly Variable[]): string {
  const rows = variables.map(
    ({ name, required, default: value, description, secret }) =>
      `| \`${name}\`${secret ? ' 🔒' : ''} | ${required ? 'required' : value === undefined ? '' : `\`${value}\``} | ${cell(description)} |`,
  );
  return ['| variable | default | meaning |', '|---|---|---|', ...rows].join('\n');
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
