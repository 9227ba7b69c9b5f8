import { createHash } from 'node:crypto';
import type { Operation, Service } from '@mesh/contracts/operation';
import { operationsOf } from '@mesh/contracts/operations';
import { z } from 'zod';

const known = new Map<Service, string>();

/** SHA-256 (hex) over the schemas of all that `service` answers: two builds with one digest understand each other. */
export function contractDigest(service: Service): string {
  const digest = known.get(service) ?? digestOf(operationsOf(service));
  known.set(service, digest);
  return digest;
}

/** The digest of these operations, in whatever order. Texts for people are left out. */
export function digestOf(operations: readonly Operation[]): string {
  const told = operations
    .map(({ subject, creates, params, query, headers, body, output }) => ({
      subject,
      creates,
      request: [params, query, headers, body].map((part) => jsonSchema(part, 'input')),
      output: jsonSchema(output, 'output'),
    }))
    .sort((a, b) => (a.subject < b.subject ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(told, inOrder)).digest('hex');
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): unknown {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' });
}

function inOrder(key: string, value: unknown): unknown {
  if (key === 'description' && typeof value === 'string') return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
