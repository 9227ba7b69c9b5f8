import { z } from 'zod';

/** Any method in capitals (RFC 9110, 9.1) but those that make no request to whoever is asked: a tunnel, and an echo of what was sent. */
export const httpMethod = z
  .string()
  .regex(/^(?!(?:CONNECT|TRACE)$)[A-Z0-9!#$%&'*+.^_`|~-]{1,64}$/, 'expected a method of HTTP, but not CONNECT or TRACE')
  .meta({ examples: ['GET'] });
