import { FUNCTION_MS, functionName, type Permissions, pluginName, pluginVersion } from '@mesh/contracts/plugin-shapes';
import { text } from '@mesh/contracts/text';
import { z } from 'zod';
import { host } from './host.ts';
import { jsonSchemaFault } from './json-schema-fault.ts';

const MOST = 100;
const line = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'expected text without control characters');
const word = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected words of a-z and 0-9, joined by -');
const path = z.string().min(1).max(256);
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .max(MOST)
    .refine((items) => new Set(items).size === items.length, 'the same value twice')
    .default([]);
const schema = z.record(z.string(), z.unknown()).superRefine((value, context) => {
  const wrong = jsonSchemaFault(value);
  if (wrong) context.addIssue({ code: 'custom', message: wrong.message, path: wrong.path });
});

const named = z.strictObject({
  name: functionName,
  description: text(2_000),
  file: path.regex(/\.m?js$/, 'expected a .js or .mjs file of the package'),
  input: schema,
  output: schema.optional(),
  timeoutMs: z.number().int().min(1).max(FUNCTION_MS).default(FUNCTION_MS),
});

const nobody = { network: [], credentials: [], events: [] } satisfies Permissions;
const nothing = { skills: [], commands: [], agents: [], hooks: [] };

/** `plugin.json`. Unknown fields are refused, since a misspelt permission must not count as none. */
export const manifest = z.strictObject({
  name: pluginName,
  version: pluginVersion,
  description: text(2_000),
  author: line(200).optional(),
  license: line(100).optional(),
  category: word.optional(),
  tags: list(word),
  permissions: z
    .strictObject({
      network: list(host),
      credentials: list(line(100)),
      events: list(
        z
          .string()
          .max(200)
          .regex(/^[a-z0-9]+([._-][a-z0-9]+)*$/, 'expected the type of an event, without wildcards'),
      ),
    })
    .default(nobody),
  functions: z
    .array(named)
    .max(MOST)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'two functions share a name')
    .default([]),
  contents: z
    .strictObject({ skills: list(path), commands: list(path), agents: list(path), hooks: list(path) })
    .default(nothing),
});
export type Manifest = z.output<typeof manifest>;
