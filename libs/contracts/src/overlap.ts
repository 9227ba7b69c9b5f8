import { z } from 'zod';

/** How long what is rotated is good beside what takes its place. */
export const overlapSeconds = z.number().int().min(0).max(604_800).meta({ description: 'In seconds, at most a week.' });
