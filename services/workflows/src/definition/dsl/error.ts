import { z } from 'zod';
import { hasAny, identifier, jsonPointer, text } from './values.ts';

/** A problem (RFC 9457) to raise. */
export const error = z.strictObject({
  type: identifier,
  status: z.number().int(),
  instance: jsonPointer.exactOptional(),
  title: text.exactOptional(),
  detail: text.exactOptional(),
});

export const errorFilter = z
  .looseObject({
    type: text.exactOptional(),
    status: z.number().int().exactOptional(),
    instance: text.exactOptional(),
    title: text.exactOptional(),
    details: text.exactOptional(),
  })
  .refine(hasAny, 'expected at least one field');
