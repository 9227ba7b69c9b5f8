import type { Json } from '@mesh/jq/json';
import { z } from 'zod';

const METHOD_NOT_FOUND = -32_601;
const question = z.object({ id: z.union([z.string(), z.number()]), method: z.string() });

/**
 * What we answer to a server of MCP that asks us: that we are there, and that there is nothing else to ask for, since we declare no
 * capabilities. Undefined for what is no question.
 */
export function answerTo(message: unknown): Json | undefined {
  const { data } = question.safeParse(message);
  if (!data) return undefined;
  const { id, method } = data;
  const answer =
    method === 'ping' ? { result: {} } : { error: { code: METHOD_NOT_FOUND, message: 'Method not found' } };
  return { jsonrpc: '2.0', id, ...answer };
}
