import { z } from 'zod';
import { id } from './id.ts';
import { timestamp } from './timestamp.ts';

/** Storage of pgvector's `vector` type. */
export const MOST_DIMENSIONS = 16_000;

const collectionName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'expected 1 to 63 of a-z, 0-9, - and _, not starting with - or _')
  .meta({ examples: ['docs'] });
export const pointId = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]{1,256}$/u, 'expected 1 to 256 characters, none of them a control character')
  .meta({ examples: ['README.md#2'] });

export const vector = z
  .array(z.number().refine((value) => Number.isFinite(Math.fround(value)), 'expected a number within float32'))
  .min(1)
  .max(MOST_DIMENSIONS);
export const metadata = z.record(z.string(), z.unknown());
export const filter = z.record(z.string(), z.unknown()).meta({
  description:
    'What the metadata must hold: `{field: value}` and `$eq $ne $gt $gte $lt $lte $in $nin $exists $and $or $not`. At most 64 conditions, 8 levels deep.',
  examples: [{ $and: [{ lang: 'en' }, { year: { $gte: 2024 } }] }],
});
export const model = z.string().min(1).max(200);
export const madeBy = model.optional().meta({
  description: 'Model that made the given vectors. Another one than the collection’s is refused `embedding-mismatch`.',
});

export const collectionPath = z.strictObject({ name: collectionName });

export const distances = ['cosine', 'l2', 'ip'] as const;
export type Distance = (typeof distances)[number];
export const embeddingProviders = ['local', 'openai'] as const;

export const collection = z.object({
  id: id('col'),
  name: z.string(),
  dimensions: z.number(),
  distance: z.enum(distances),
  embedding: z
    .object({
      provider: z.string(),
      model: z.string(),
      fingerprint: z.string().meta({ description: 'Changes whenever the same text would get another vector.' }),
    })
    .nullable()
    .meta({ description: 'What makes vectors of text; `null` where callers bring their own vectors.' }),
  index: z.object({
    kind: z.enum(['auto', 'none']),
    state: z.enum(['none', 'building', 'ready']).meta({ description: 'Without an index every search is exact.' }),
  }),
  points: z.number().meta({ description: 'How many points it holds.' }),
  createdAt: timestamp,
});
/** Changes with the number of points and the state of the index. */
export const collectionEtag = ({ id, points, index }: Pick<z.output<typeof collection>, 'id' | 'points' | 'index'>) =>
  `"${id}-${points}-${index.state}"`;
