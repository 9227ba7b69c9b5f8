import { z } from 'zod';

/** Any upper-case method (RFC 9110, 9.1) except CONNECT, which makes a tunnel, and TRACE, which echoes the request. */
export const httpMethod = z
  .string()
  .regex(/^(?!(?:CONNECT|TRACE)$)[A-Z0-9!#$%&'*+.^_`|~-]{1,64}$/, 'expected a method of HTTP, but not CONNECT or TRACE')
  .meta({ examples: ['GET'] });
