import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Mesh } from '../src/mesh.ts';
import { patiently } from '../src/patiently.ts';
import type { Ledger } from './ledger.ts';
import { named, saveWorkflow } from './save-workflow.ts';

const PATIENCE = { timeout: 120_000, interval: 250 };

/** A workflow that starts by what another service tells over the broker, and notes it in the ledger. */
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

/** Stores credentials, at least one; what is told of each has to start one execution. */
export class HeardCredentials {
  readonly #mesh: Mesh;
  readonly #ledger: Ledger;
  readonly #ids: string[] = [];

  private constructor(mesh: Mesh, ledger: Ledger) {
    this.#mesh = mesh;
    this.#ledger = ledger;
  }

  static async save(mesh: Mesh, ledger: Ledger): Promise<HeardCredentials> {
    await saveWorkflow(mesh, document(ledger.url));
    return new HeardCredentials(mesh, ledger);
  }

  async store(count: number): Promise<void> {
    for (let left = count; left > 0; left--) {
      const headers = { 'idempotency-key': randomUUID() };
      const body = { name: `heard-${randomUUID()}`, type: 'http-bearer', data: { token: 'told' } };
      this.#ids.push(
        (await patiently<{ id: string }>(this.#mesh, 'POST', '/v1/credentials', { headers, body })).body.id,
      );
    }
  }

  /** Each has started one execution: so many have noted it as keys that the ledger saw. */
  async expectWhole(): Promise<void> {
    const starts = () => this.#ids.map((id) => this.#ledger.effects.get(`${id} heard`)?.keys.size ?? 0);
    await expect.poll(() => new Set(starts()), PATIENCE).toEqual(new Set([1]));
  }
}
