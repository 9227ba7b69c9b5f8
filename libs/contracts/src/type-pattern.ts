import { z } from 'zod';
import { hasNoControls } from './plain-text.ts';

/** A type of events, or a prefix and `*`. Types contain no `*`, so one inside a pattern would never match. */
export const typePattern = z
  .string()
  .min(1)
  .max(256)
  .refine((text) => hasNoControls(text) && !text.slice(0, -1).includes('*'), 'expected a type, or its beginning and *');
