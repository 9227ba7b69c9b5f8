import { z } from 'zod';
import { hasNoControls } from './plain-text.ts';

/** A type of events, or its beginning and `*`. No event has a type with `*` in it, so one within a pattern would wait for ever. */
export const typePattern = z
  .string()
  .min(1)
  .max(256)
  .refine((text) => hasNoControls(text) && !text.slice(0, -1).includes('*'), 'expected a type, or its beginning and *');
