import { z } from 'zod';
import { id } from './id.ts';
import { timestamp } from './timestamp.ts';

/** How long a function may run, in ms; a manifest may ask for less. */
export const FUNCTION_MS = 5_000;

export const pluginName = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'expected words of a-z and 0-9, joined by -')
  .max(63)
  .meta({ examples: ['answer-kit'] });
/** Semantic Versioning 2.0.0 without build metadata, since two builds of a version would be two packages. */
export const pluginVersion = z
  .string()
  .max(64)
  .regex(
    /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(-(0|[1-9]\d{0,8}|\d*[a-zA-Z-][a-zA-Z0-9-]*)(\.(0|[1-9]\d{0,8}|\d*[a-zA-Z-][a-zA-Z0-9-]*))*)?$/,
    'expected a version such as 1.0.0 or 2.0.0-beta.1',
  )
  .meta({ examples: ['1.0.0'] });
export const functionName = z
  .string()
  .max(63)
  .regex(/^[a-z][a-zA-Z0-9]*([_-][a-zA-Z0-9]+)*$/, 'expected letters and digits, starting with a small letter')
  .meta({ examples: ['format'] });
export const digest = z.string().meta({ description: 'SHA-256 of the package: `sha256:` and 64 hexadecimal digits.' });
const jsonSchema = z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema, draft 2020-12.' });

export const visibilities = ['private', 'public'] as const;
export type Visibility = (typeof visibilities)[number];
/** What makes a new revision of a lockfile. */
export const lockfileChanges = ['installed', 'updated', 'removed', 'rolled-back'] as const;
export type LockfileChange = (typeof lockfileChanges)[number];
export const stages = ['uploaded', 'scanning', 'published', 'review', 'quarantined', 'rejected', 'revoked'] as const;
export type Stage = (typeof stages)[number];

/** Why a package or its manifest is refused: `reason` of a `plugin-invalid` problem and of each of its `errors`. */
export const refusals = [
  'not-a-zip',
  'too-many-entries',
  'too-large-unpacked',
  'ratio',
  'name-unsafe',
  'name-encoding',
  'too-deep',
  'duplicate',
  'not-a-file',
  'encrypted',
  'compression',
  'zip64',
  'overlap',
  'stray-bytes',
  'header-mismatch',
  'checksum',
  'size-mismatch',
  'nested-archive',
  'manifest-missing',
  'manifest-malformed',
  'manifest-invalid',
  'file-missing',
  'file-too-large',
  'name-reserved',
  'version-not-increasing',
] as const;
export type Refusal = (typeof refusals)[number];

/** How a function failed: `reason` of a `plugin-function-failed` problem. */
export const failures = ['error', 'timeout', 'memory', 'output', 'denied', 'crashed'] as const;
export type Failure = (typeof failures)[number];

export const permissions = z.object({
  network: z.array(z.string()).meta({ description: 'Hosts that it may call.' }),
  credentials: z.array(z.string()).meta({ description: 'Names of credentials that it may have used for it.' }),
  events: z.array(z.string()).meta({ description: 'Types of events that it may tell.' }),
});
export type Permissions = z.infer<typeof permissions>;

export const pluginFunction = z.object({
  name: z.string(),
  description: z.string(),
  input: jsonSchema,
  output: jsonSchema.optional(),
});

export const plugin = z.object({
  id: id('plg'),
  name: z.string(),
  visibility: z.enum(visibilities),
  latest: z.string().meta({ description: 'Its newest version.' }),
  description: z.string(),
  category: z.string().nullable(),
  tags: z.array(z.string()),
  installations: z.number().meta({ description: 'How many workspaces have it installed.' }),
  createdAt: timestamp,
});

export const versionHead = { version: z.string(), digest, stage: z.enum(stages), publishedAt: timestamp };
export const packageFile = z.object({ path: z.string(), bytes: z.number(), digest });

export const pluginRelease = z.object({
  name: z.string(),
  ...versionHead,
  bytes: z.number(),
  author: z.string().optional(),
  license: z.string().optional(),
  description: z.string(),
  category: z.string().optional(),
  tags: z.array(z.string()),
  permissions,
  functions: z.array(pluginFunction),
  contents: z.object({
    skills: z.array(z.string()),
    commands: z.array(z.string()),
    agents: z.array(z.string()),
    hooks: z.array(z.string()),
  }),
});

export const installed = z.object({ name: z.string(), version: z.string(), digest, permissions });
export const lockfile = z.object({
  revision: z.number().meta({ description: 'Counts the changes; 0 before the first one.' }),
  items: z.array(installed),
  nextCursor: z.null(),
});

export const pluginPath = z.strictObject({ name: pluginName });
