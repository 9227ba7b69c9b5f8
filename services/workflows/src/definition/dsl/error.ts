import { z } from 'zod';
import { typeNamed } from '../../workflow-fault.ts';
import { choose } from './choice.ts';
import { hasAny, identifier, jsonPointer, text } from './values.ts';

const errorType = choose((value) => {
  const meant = typeof value === 'string' ? typeNamed(value) : undefined;
  return meant === undefined ? identifier : `expected a URI: that of the standard error is ${meant}`;
});

/** A problem (RFC 9457) to raise. */
export const error = z.strictObject({
  type: errorType,
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
