import { z } from 'zod';

/** An origin as a browser spells it: scheme and host in lower case, no path, no default port. */
export const origin = z
  .string()
  .max(300)
  .refine(
    (text) => /^https?:/.test(text) && URL.parse(text)?.origin === text,
    'expected an origin such as https://app.example.com',
  )
  .meta({ examples: ['https://app.example.com'] });
