import type { IncomingMessage } from 'node:http';
import { MeshError } from '@mesh/contracts/mesh-error';

const once = new Set([
  'host',
  'authorization',
  'x-api-key',
  'x-workspace-id',
  'idempotency-key',
  'content-type',
  'if-match',
  'last-event-id',
]);

/** Refuses repeated headers that decide something: two readers might pick different values. Throws `invalid`. */
export function checkSingleHeaders({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): void {
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (once.has(name) && seen.has(name)) throw new MeshError('invalid', `the header ${name} is there twice`);
    seen.add(name);
  }
}
