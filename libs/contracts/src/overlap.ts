import { z } from 'zod';

/** How long a rotated secret or key stays valid beside its replacement. */
export const overlapSeconds = z.number().int().min(0).max(604_800).meta({ description: 'In seconds, at most a week.' });
