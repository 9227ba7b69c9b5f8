import type { Json } from '@mesh/jq/json';
import { z } from 'zod';

const METHOD_NOT_FOUND = -32_601;
const question = z.object({ id: z.union([z.string(), z.number()]), method: z.string() });

/**
 * Our answer to a request of an MCP server: to a ping that we are there, to anything else that it is not supported, since we
 * declare no capabilities. Undefined for what is not a request.
 */
export function answerTo(message: unknown): Json | undefined {
  const { data } = question.safeParse(message);
  if (!data) return undefined;
  const { id, method } = data;
  const answer =
    method === 'ping' ? { result: {} } : { error: { code: METHOD_NOT_FOUND, message: 'Method not found' } };
  return { jsonrpc: '2.0', id, ...answer };
}
