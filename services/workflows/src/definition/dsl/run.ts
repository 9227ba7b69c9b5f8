import { z } from 'zod';
import { choose, chooseByKey, isObject } from './choice.ts';
import { duration } from './duration.ts';
import { externalResource } from './endpoint.ts';
import { returns } from './outputs.ts';
import { taskBase } from './task-base.ts';
import { mapping, text } from './values.ts';

const lifetime = z
  .strictObject({ cleanup: z.enum(['always', 'never', 'eventually']), after: duration.exactOptional() })
  .refine(({ cleanup, after }) => (cleanup === 'eventually') === (after !== undefined), {
    error: 'expected `after` with the cleanup `eventually`, and with no other',
  });

const process = {
  stdin: text.exactOptional(),
  arguments: z.array(text).exactOptional(),
  environment: mapping.exactOptional(),
} as const;

const container = z.strictObject({
  ...process,
  image: text,
  name: text.exactOptional(),
  command: text.exactOptional(),
  ports: mapping.exactOptional(),
  volumes: mapping.exactOptional(),
  lifetime: lifetime.exactOptional(),
  pullPolicy: z.enum(['ifNotPresent', 'always', 'never']).exactOptional(),
});

/** A list, or by name, as version 1.0.0 of the DSL has it. */
const listOrMapping = choose<typeof process.arguments | typeof mapping>((value) =>
  isObject(value) ? mapping : process.arguments,
);
const scripted = { ...process, arguments: listOrMapping.exactOptional(), language: text } as const;
const script = chooseByKey({
  code: z.strictObject({ ...scripted, code: z.string() }),
  source: z.strictObject({ ...scripted, source: externalResource }),
});

const workflow = z.strictObject({
  namespace: text,
  name: text,
  version: text,
  input: z.unknown().exactOptional(),
});

const how = { await: z.boolean().exactOptional(), return: z.enum(returns).exactOptional() } as const;

export const runTask = z.strictObject({
  ...taskBase,
  run: chooseByKey({
    container: z.strictObject({ ...how, container }),
    script: z.strictObject({ ...how, script }),
    shell: z.strictObject({
      ...how,
      shell: z.strictObject({ ...process, arguments: listOrMapping.exactOptional(), command: text }),
    }),
    workflow: z.strictObject({ ...how, workflow }),
  }),
});
