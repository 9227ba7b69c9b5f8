import { z } from 'zod';
import { defineEvent } from './event.ts';
import { id } from './id.ts';

const named = { collectionId: id('col'), name: z.string() };

export const collectionCreated = defineEvent({
  service: 'vectors',
  type: 'mesh.vectors.collection.created.v1',
  topic: 'vectors.collection.created',
  summary: 'A collection has been made.',
  data: z.object({ ...named, dimensions: z.number(), model: z.string().nullable() }),
});

export const collectionDeleted = defineEvent({
  service: 'vectors',
  type: 'mesh.vectors.collection.deleted.v1',
  topic: 'vectors.collection.deleted',
  summary: 'A collection has been deleted with all its points.',
  data: z.object({ ...named, points: z.number() }),
});

export const pointsUpserted = defineEvent({
  service: 'vectors',
  type: 'mesh.vectors.points.upserted.v1',
  topic: 'vectors.points.upserted',
  summary: 'Points have been added or replaced.',
  data: z.object({ ...named, upserted: z.number(), embedded: z.number(), skipped: z.number() }),
});

export const pointsDeleted = defineEvent({
  service: 'vectors',
  type: 'mesh.vectors.points.deleted.v1',
  topic: 'vectors.points.deleted',
  summary: 'Points have been deleted.',
  data: z.object({ ...named, deleted: z.number() }),
});
