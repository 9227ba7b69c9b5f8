import { randomUUID } from 'node:crypto';
import type { Mesh } from '../src/mesh.ts';
import { patiently } from '../src/patiently.ts';
import type { Ledger } from './ledger.ts';

/** A workflow that starts by what another service tells over the broker, and notes it in the ledger. */
const document = (url: string) => `
document: {dsl: 1.0.0, namespace: e2e, name: heard-credentials, version: 1.0.${Date.now() % 1_000_000_000}}
schedule: {on: {one: {with: {type: mesh.credentials.credential.created.v1}}}}
do:
  - note:
      call: http
      with:
        method: post
        endpoint: {uri: ${url}/heard}
        body: {execution: '\${ $workflow.input[0].data.credentialId }', step: heard}
`;

/** Stores credentials; what is told of each has to start one execution. */
export class HeardCredentials {
  readonly #mesh: Mesh;
  readonly #ids: string[] = [];

  private constructor(mesh: Mesh) {
    this.#mesh = mesh;
  }

  static async save(mesh: Mesh, ledger: Ledger): Promise<HeardCredentials> {
    const headers = { 'content-type': 'application/yaml', 'idempotency-key': randomUUID() };
    await patiently(mesh, 'POST', '/v1/workflows', { text: document(ledger.url), headers });
    return new HeardCredentials(mesh);
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

  /** How many executions were started by each credential: as many as keys that the ledger saw. */
  startedBy({ effects }: Ledger): number[] {
    return this.#ids.map((id) => effects.get(`${id} heard`)?.keys.size ?? 0);
  }
}
