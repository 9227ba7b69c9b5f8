import { hash } from 'node:crypto';
import type { Operation } from '@mesh/contracts/operation';
import { z } from 'zod';

/**
 * SHA-256 (hex) over the schemas of these operations, in any order: builds with the same digest understand each other.
 * Descriptions are left out.
 */
export function contractDigest(operations: readonly Operation[]): string {
  const told = operations
    .map(({ subject, creates, params, query, headers, body, output }) => ({
      subject,
      creates,
      request: [params, query, headers, body].map((part) => jsonSchema(part, 'input')),
      output: jsonSchema(output, 'output'),
    }))
    .sort((a, b) => (a.subject < b.subject ? -1 : 1));
  return hash('sha256', JSON.stringify(told, inOrder));
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): unknown {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' });
}

function inOrder(key: string, value: unknown): unknown {
  if (key === 'description' && typeof value === 'string') return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
