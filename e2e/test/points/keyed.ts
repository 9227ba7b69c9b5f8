import { randomUUID } from 'node:crypto';
import { Problem } from '../../src/ask.ts';
import type { Mesh } from '../../src/mesh.ts';
import { patiently } from '../../src/patiently.ts';

/** Repeats a request under an idempotency key of its own until there is an answer, and returns its body. */
export async function keyed<T>(
  mesh: Mesh,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<T> {
  const sent = { ...(body && { body }), headers: { 'idempotency-key': randomUUID(), ...headers } };
  return (await patiently<T>(mesh, method, path, sent)).body;
}

/** Ignores a refusal with that code. */
export function refusedFor(code: string): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof Problem) || error.code !== code) throw error;
  };
}
