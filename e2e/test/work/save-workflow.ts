import { randomUUID } from 'node:crypto';
import type { Mesh } from '../../src/mesh.ts';
import { patiently } from '../../src/patiently.ts';

/** A version that no earlier test has saved. */
export function freshVersion(): string {
  return `1.0.${Date.now() % 1_000_000_000}`;
}

/** The `document` of a workflow with this name, in a version of its own. */
export function named(name: string, version = freshVersion()): string {
  return `{dsl: 1.0.0, namespace: e2e, name: ${name}, version: ${version}}`;
}

/** Saves a document in YAML, with retries. Returns the id of the workflow. */
export async function saveWorkflow(mesh: Mesh, text: string): Promise<string> {
  const headers = { 'content-type': 'application/yaml', 'idempotency-key': randomUUID() };
  return (await patiently<{ id: string }>(mesh, 'POST', '/v1/workflows', { text, headers })).body.id;
}
