import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { Problem } from '../../src/ask.ts';
import type { Mesh } from '../../src/mesh.ts';
import { patiently } from '../../src/patiently.ts';
import type { Ledger } from './ledger.ts';
import { named, saveWorkflow } from './save-workflow.ts';

const PATIENCE = { timeout: 120_000, interval: 250 };

/** A workflow that is started by another service's event over the broker, and records it in the ledger. */
const document = (url: string) => `
document: ${named('heard-credentials')}
schedule: {on: {one: {with: {type: mesh.credentials.credential.created.v1}}}}
do:
  - note:
      call: http
      with:
        method: post
        endpoint: {uri: ${url}/heard}
        body: {execution: '\${ $workflow.input[0].data.credentialId }', step: heard}
`;

/** Stores credentials, at least one; the event of each has to start one execution. */
export class HeardCredentials {
  /** The stored credentials. */
  readonly ids: string[] = [];
  readonly #mesh: Mesh;
  readonly #ledger: Ledger;
  readonly #workflowId: string;

  private constructor(mesh: Mesh, ledger: Ledger, workflowId: string) {
    this.#mesh = mesh;
    this.#ledger = ledger;
    this.#workflowId = workflowId;
  }

  static async save(mesh: Mesh, ledger: Ledger): Promise<HeardCredentials> {
    return new HeardCredentials(mesh, ledger, await saveWorkflow(mesh, document(ledger.url)));
  }

  async store(count: number): Promise<void> {
    for (let left = count; left > 0; left--) {
      const headers = { 'idempotency-key': randomUUID() };
      const body = { name: `heard-${randomUUID()}`, type: 'http-bearer', data: { token: 'told' } };
      this.ids.push(
        (await patiently<{ id: string }>(this.#mesh, 'POST', '/v1/credentials', { headers, body })).body.id,
      );
    }
  }

  /** Each has started one execution, that is, one key in the ledger. */
  async expectWhole(): Promise<void> {
    const starts = () => this.ids.map((id) => this.#ledger.effects.get(`${id} heard`)?.keys.size ?? 0);
    await expect.poll(() => new Set(starts()), PATIENCE).toEqual(new Set([1]));
  }

  /** Those of them that still exist. */
  async existing(): Promise<string[]> {
    const found: string[] = [];
    for (const id of this.ids)
      await patiently(this.#mesh, 'GET', `/v1/credentials/${id}`).then(
        () => found.push(id),
        (error: unknown) => {
          if (!(error instanceof Problem && error.status === 404)) throw error;
        },
      );
    return found;
  }

  /** The credential that started each execution that still exists. */
  async started(): Promise<string[]> {
    const path = `/v1/executions?workflow=${this.#workflowId}&limit=100`;
    type Page = { items: { input: [{ data: { credentialId: string } }] }[] };
    const { items } = (await patiently<Page>(this.#mesh, 'GET', path)).body;
    return items.map(({ input: [event] }) => event.data.credentialId);
  }
}
