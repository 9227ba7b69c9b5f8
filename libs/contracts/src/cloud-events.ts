import { z } from 'zod';
import { defineOperation } from './operation.ts';
import { hasNoControls } from './plain-text.ts';

const BATCH_BYTES = 16 * 1_024 * 1_024;
export const MOST_EVENTS = 1_000;
/** Fits, with its headers, into a message of any broker. */
export const MOST_EVENT_BYTES = 512 * 1_024;
/** They travel as headers. */
export const MOST_ATTRIBUTE_BYTES = 64 * 1_024;

const structured = 'application/cloudevents+json';
const batch = 'application/cloudevents-batch+json';
const mediaTypes = [structured, batch, 'application/json'] as const;
const MOST_TYPE = 256;

const attribute = z.string().max(8_192);
const told = attribute.refine(hasNoControls, 'expected a text without control characters');
const named = (longest: number) =>
  z.string().min(1).max(longest).refine(hasNoControls, 'expected a text without control characters');
const time = z.iso.datetime({ offset: true });

const event = z
  .object({
    specversion: z.literal('1.0'),
    id: named(256),
    source: named(512),
    type: named(256).refine((text) => !text.includes('*'), 'expected a type without *'),
    subject: named(512).optional(),
    time: time.optional(),
    datacontenttype: named(MOST_TYPE).optional(),
    dataschema: named(1_024).optional(),
    data: z.unknown().optional(),
    data_base64: z.base64().optional(),
  })
  .catchall(z.union([told, z.boolean(), z.int()], 'expected a text, a whole number or a boolean'))
  .refine(
    (event) => Object.keys(event).every((name) => /^[a-z0-9]{1,64}$/.test(name) || name === 'data_base64'),
    'names of attributes are lower-case letters and digits',
  )
  .refine(
    (event) => event.data === undefined || event.data_base64 === undefined,
    'data and data_base64 exclude each other',
  );

/** A CloudEvent 1.0 in JSON. Names of extension attributes are lower-case letters and digits; null means not set. */
export const cloudEvent = z.preprocess(withoutUnset, event);

/** Whether a media type means structured mode, in whatever format. */
function isStructured(mediaType: string): boolean {
  return mediaType.startsWith('application/cloudevents');
}

/** Refusal of users' events with the mesh's types. */
export const OF_MESH = 'types that begin with mesh. are told by the mesh alone';

/** Whether a type is reserved for the mesh. */
export function isOfMesh(type: string): boolean {
  return type.startsWith('mesh.');
}

function withoutUnset(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name, told]) => told !== null || name === 'data'));
}

export const publishEvents = defineOperation({
  service: 'workflows',
  name: 'publishEvents',
  summary: 'Send a CloudEvent, or a batch of them.',
  description:
    'Tasks that listen and schedules that wait for events hear it, and it is part of the event feed. Structured mode, or binary mode with the attributes in `ce-` headers: the body is then the data, of any media type. An event with a source and an id that came before in the last 24 hours is the same event: it is accepted and counts once. Types that begin with `mesh.` are the mesh’s own and are refused.',
  scope: 'events:write',
  http: {
    method: 'POST',
    path: '/v1/events',
    status: 202,
    takesKey: true,
    bodyKind: 'text',
    mediaTypes,
    takesBytes: (mediaType) => !isStructured(mediaType),
    maxBytes: BATCH_BYTES,
    headerPrefix: 'ce-',
  },
  headers: z
    .object({
      'content-type': attribute.optional(),
      'ce-specversion': attribute.optional(),
      'ce-id': attribute.optional(),
      'ce-source': attribute.optional(),
      'ce-type': attribute.optional(),
      'ce-subject': attribute.optional(),
      'ce-time': attribute.optional(),
      'ce-dataschema': attribute.optional(),
    })
    .catchall(attribute),
  body: z.union([
    z.strictObject({ contentType: z.enum(mediaTypes), text: z.string() }),
    z.strictObject({ contentType: named(MOST_TYPE), base64: z.base64() }),
  ]),
  output: z.object({
    id: z.string().optional().meta({ description: 'Of the event, as its sender named it.' }),
    ids: z.array(z.string()).optional().meta({ description: 'Of the events of a batch, in its order.' }),
  }),
  errors: ['unprocessable', 'payload-too-large'],
  deadlineMs: 30_000,
});
