import type { ErrorShape } from '@mesh/contracts/mesh-error';
import { z } from 'zod';

/** One question on the wire. A message holds an array of them, all for one operation. */
export const item = z.object({
  token: z.string().max(16_384),
  /** What is left of the caller's deadline, in ms. */
  leftMs: z.number().positive(),
  requestId: z.string().max(256),
  newId: z.string().max(256).optional(),
  traceparent: z.string().max(256).optional(),
  /** Not validated: the service's schema reads it. */
  question: z.object({
    params: z.unknown().optional(),
    query: z.unknown().optional(),
    headers: z.unknown().optional(),
    body: z.unknown().optional(),
  }),
});
export type Item = z.infer<typeof item>;

export const answer = z.union([
  z.object({ error: z.looseObject({ code: z.string(), message: z.string() }) }),
  z.object({ output: z.unknown() }),
]);
/** Answers with the place of their question. A message carries those that were ready together; the rest follow. */
export const answers = z.array(z.tuple([z.number(), answer]));
export type Answer = { output: unknown } | { error: ErrorShape };
export type Answered = readonly [place: number, answer: Answer];

export const MAX_ITEMS = 64;
export const MAX_BYTES = 256 * 1_024;
