import { z } from 'zod';
import { countUpTo } from './count.ts';
import { ifMatch } from './if-match.ts';
import { noStore } from './no-store.ts';
import { defineOperation } from './operation.ts';
import { page, pageOf } from './page.ts';
import { text } from './text.ts';
import { timestamp } from './timestamp.ts';
import {
  collection,
  collectionEtag,
  collectionPath,
  distances,
  embeddingProviders,
  filter,
  MOST_DIMENSIONS,
  madeBy,
  metadata,
  model,
  pointId,
  vector,
} from './vector-shapes.ts';

const POINTS_BYTES = 16 * 1024 * 1024;
export const MOST_POINTS = 1_000;

export const putCollection = defineOperation({
  service: 'vectors',
  name: 'putCollection',
  summary: 'Make sure that a collection exists.',
  description:
    'Without `dimensions` the collection embeds text by `embedding`, or by the model that the service is configured with. With `dimensions` alone callers bring their own vectors. What a collection is made with stays; asking for something else is refused.',
  scope: 'vectors:write',
  http: {
    method: 'PUT',
    path: '/v1/collections/{name}',
    status: { oneOf: [200, 201], of: ({ created }) => (created ? 201 : 200) },
    location: ({ name }) => `/v1/collections/${name}`,
    etag: collectionEtag,
  },
  params: collectionPath,
  headers: ifMatch,
  body: z.strictObject({
    dimensions: z.number().int().min(1).max(MOST_DIMENSIONS).optional(),
    distance: z.enum(distances).optional().meta({ description: '`cosine` by default.' }),
    embedding: z.strictObject({ provider: z.enum(embeddingProviders), model: model.optional() }).optional(),
    index: z
      .enum(['auto', 'none'])
      .optional()
      .meta({ description: '`auto` (HNSW once the collection is large) by default.' }),
  }),
  output: collection.extend({ created: z.boolean().meta({ description: 'This request made it.' }) }),
  errors: ['conflict', 'precondition-failed', 'embedding-mismatch', 'embedding-unavailable'],
});

export const listCollections = defineOperation({
  service: 'vectors',
  name: 'listCollections',
  summary: 'List the collections.',
  scope: 'vectors:read',
  http: { method: 'GET', path: '/v1/collections', status: 200 },
  query: z.strictObject(page),
  output: pageOf(collection),
});

export const getCollection = defineOperation({
  service: 'vectors',
  name: 'getCollection',
  summary: 'Read a collection.',
  scope: 'vectors:read',
  http: { method: 'GET', path: '/v1/collections/{name}', status: 200, etag: collectionEtag },
  params: collectionPath,
  output: collection,
  errors: ['not-found'],
});

export const deleteCollection = defineOperation({
  service: 'vectors',
  name: 'deleteCollection',
  summary: 'Delete a collection with all its points.',
  scope: 'vectors:write',
  http: { method: 'DELETE', path: '/v1/collections/{name}', status: 204 },
  params: collectionPath,
  headers: ifMatch,
  output: z.object({}),
  errors: ['not-found', 'precondition-failed'],
  deadlineMs: 60_000,
});

export const upsertPoints = defineOperation({
  service: 'vectors',
  name: 'upsertPoints',
  summary: 'Add or replace points, all or none.',
  description:
    'A point without `vector` gets the embedding of its `text`. Text that was embedded before is not embedded again. Of points with the same id the last one counts.',
  scope: 'vectors:write',
  http: { method: 'POST', path: '/v1/collections/{name}/points', status: 200, maxBytes: POINTS_BYTES },
  params: collectionPath,
  body: z.strictObject({
    points: z
      .array(
        z
          .strictObject({
            id: pointId,
            vector: vector.optional(),
            text: text(65_536).optional().meta({ description: 'The local model reads the first 8,000 characters.' }),
            metadata: metadata.optional().meta({ description: 'At most 64 KiB as JSON.' }),
          })
          .refine((point) => point.vector || point.text, 'expected a vector, a text or both'),
      )
      .min(1)
      .max(MOST_POINTS),
    model: madeBy,
  }),
  output: z.object({
    upserted: z.number().meta({ description: 'Points of the request that the collection now holds.' }),
    embedded: z.number().meta({ description: 'Texts that the model was asked about.' }),
    skipped: z.number().meta({ description: 'Points whose text was embedded before.' }),
  }),
  errors: ['not-found', 'unprocessable', 'embedding-mismatch', 'embedding-unavailable'],
  callers: ['workflows', 'plugins'],
  deadlineMs: 60_000,
});

export const getPoint = defineOperation({
  service: 'vectors',
  name: 'getPoint',
  summary: 'Read a point.',
  scope: 'vectors:read',
  http: {
    method: 'GET',
    path: '/v1/collections/{name}/points/{id}',
    status: 200,
    etag: ({ updatedAt }) => `"${Date.parse(updatedAt)}"`,
  },
  params: collectionPath.extend({ id: pointId }),
  output: z.object({
    id: z.string(),
    vector: z.array(z.number()),
    text: z.string().nullable(),
    metadata,
    updatedAt: timestamp,
  }),
  errors: ['not-found'],
});

export const deletePoints = defineOperation({
  service: 'vectors',
  name: 'deletePoints',
  summary: 'Delete points by id or by filter.',
  scope: 'vectors:write',
  http: { method: 'POST', path: '/v1/collections/{name}/points/delete', status: 200 },
  params: collectionPath,
  body: z
    .strictObject({ ids: z.array(pointId).min(1).max(MOST_POINTS).optional(), filter: filter.optional() })
    .refine(({ ids, filter }) => (ids === undefined) !== (filter === undefined), 'expected either ids or filter'),
  output: z.object({ deleted: z.number() }),
  errors: ['not-found'],
  deadlineMs: 60_000,
});

const rank = z.number().int().optional();
export const search = defineOperation({
  service: 'vectors',
  name: 'search',
  summary: 'Find the points that are nearest to a vector or a text.',
  description:
    'Whenever k points match the filter, k are found. `hybrid` joins both legs by reciprocal rank fusion; it may be given a vector beside the text.',
  scope: 'vectors:read',
  http: { method: 'POST', path: '/v1/collections/{name}/search', status: 200 },
  params: collectionPath,
  body: z
    .strictObject({
      vector: vector.optional(),
      text: text(8_192).optional(),
      k: z.number().int().min(1).max(1_000).default(10),
      filter: filter.optional(),
      mode: z.enum(['dense', 'lexical', 'hybrid']).default('dense'),
      minScore: z.number().optional().meta({ description: 'Leaves out what scores less, by `meta.scoreKind`.' }),
      include: z
        .array(z.enum(['text', 'metadata', 'vector']))
        .optional()
        .meta({
          description: 'Text and metadata by default.',
        }),
      exact: z.boolean().optional().meta({ description: 'Compare with every point instead of asking the index.' }),
      weights: z
        .strictObject({ dense: z.number().min(0).max(100), lexical: z.number().min(0).max(100) })
        .optional()
        .meta({ description: 'Weights of the legs of a hybrid search, 1 each by default.' }),
      model: madeBy,
    })
    .refine(({ vector, text }) => vector || text, 'expected a vector or a text')
    .refine(({ mode, text }) => mode === 'dense' || text, 'expected a text: this mode compares words')
    .refine(({ mode, vector, text }) => mode === 'hybrid' || !(vector && text), 'expected either a vector or a text'),
  output: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        score: z.number().meta({ description: 'Higher is nearer.' }),
        ranks: z.object({ dense: rank, lexical: rank }).meta({ description: 'Place in each leg, from 1.' }),
        text: z.string().nullable().optional(),
        metadata: metadata.optional(),
        vector: z.array(z.number()).optional(),
      }),
    ),
    meta: z.object({
      mode: z.enum(['dense', 'lexical', 'hybrid']),
      exact: z.boolean().meta({ description: 'Every matching point was compared.' }),
      truncated: z.boolean().meta({ description: 'Fewer than k were answered although more match.' }),
      scoreKind: z.enum(['cosine', 'inner-product', 'inverse-distance', 'full-text-rank', 'rrf']),
    }),
  }),
  callers: ['workflows', 'plugins'],
  errors: ['not-found', 'unprocessable', 'embedding-mismatch', 'embedding-unavailable'],
  deadlineMs: 30_000,
});

export const measureRecall = defineOperation({
  service: 'vectors',
  name: 'measureRecall',
  summary: 'Measure how much of the nearest a search finds, now.',
  description:
    'Searches for points of the collection that chance picks, as `search` does and by comparing with every point, and compares what both find. Without an index both are the same.',
  scope: 'vectors:read',
  http: { method: 'GET', path: '/v1/collections/{name}/recall', status: 200, headers: noStore },
  params: collectionPath,
  query: z.strictObject({
    k: countUpTo(1_000).optional().meta({ description: 'How many are searched for, 10 by default.' }),
    sample: countUpTo(1_000).optional().meta({ description: 'By how many points, 100 by default.' }),
  }),
  output: z.object({
    recall: z.number().meta({ description: 'From 0 to 1, on average.' }),
    k: z.number(),
    sample: z
      .number()
      .meta({ description: 'Points that were searched for: fewer where there are fewer, or time was over.' }),
    measuredAt: timestamp,
  }),
  errors: ['not-found'],
  deadlineMs: 60_000,
});
