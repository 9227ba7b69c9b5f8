import { randomUUID } from 'node:crypto';
import { ProblemError } from '@mesh/sdk/problem-error';
import type { Asked, Command } from '../command.ts';
import { GOOD } from '../exit-codes.ts';
import { type Rotation, rotationLine, watchRotation } from '../rotation.ts';

export const keysRotate: Command = {
  name: 'keys rotate',
  usage: '[--workspace] [--watch]',
  summary: 'Wrap all keys with the first root key, or seal the secrets of the workspace under a new key; online.',
  options: { workspace: { type: 'boolean', default: false }, watch: { type: 'boolean', default: false } },
  mostWords: 0,
  async run(asked) {
    const rotation = await begin(asked, asked.values['workspace'] ? 'workspace' : 'root');
    if (asked.values['watch']) return watchRotation(asked, rotation);
    asked.say(rotationLine(rotation));
    return GOOD;
  },
};

/** A running rotation is as good as a new one, so that the command can be repeated after an interruption. */
async function begin({ mesh, signal, complain }: Asked, scope: Rotation['scope']): Promise<Rotation> {
  try {
    return await mesh.credentials.startKeyRotation({ body: { scope } }, { signal, idempotencyKey: randomUUID() });
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'conflict') throw error;
    const { items } = await mesh.credentials.listKeyRotations({}, { signal });
    const running = items.find((one) => one.scope === scope && one.status === 'running');
    if (!running) throw error;
    complain('this rotation runs already');
    return running;
  }
}
