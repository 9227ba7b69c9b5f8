import { randomBytes, randomUUID } from 'node:crypto';
import type { Mesh } from '../../src/mesh.ts';
import { patiently } from '../../src/patiently.ts';
import { named, saveWorkflow } from './save-workflow.ts';

const BYTES = 2 * 1_024 ** 2;
const document = () => `
document: ${named('large-wait')}
do:
  - rest: {wait: {seconds: 30}}
  - pass: {set: '\${ {text: .text} }'}
`;

/** An execution that waits with a value in the bucket, encrypted under a key of its workspace, and outputs it. */
export class LargeWait {
  readonly #mesh: Mesh;
  readonly #id: string;
  readonly #text: string;

  private constructor(mesh: Mesh, id: string, text: string) {
    this.#mesh = mesh;
    this.#id = id;
    this.#text = text;
  }

  static async start(mesh: Mesh): Promise<LargeWait> {
    type Made = { id: string };
    const id = await saveWorkflow(mesh, document());
    const text = randomBytes(BYTES).toString('hex');
    const started = { body: { input: { text } }, headers: { 'idempotency-key': randomUUID() } };
    const { body } = await patiently<Made>(mesh, 'POST', `/v1/workflows/${id}/executions`, started);
    return new LargeWait(mesh, body.id, text);
  }

  /** Compared here, since a diff would be too large to print. */
  async isWhole(): Promise<boolean> {
    type Shown = { output?: { text?: string } };
    const { output } = (await patiently<Shown>(this.#mesh, 'GET', `/v1/executions/${this.#id}`)).body;
    return output?.text === this.#text;
  }
}
