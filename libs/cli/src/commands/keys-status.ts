import type { Command } from '../command.ts';
import { FOUND_BROKEN, GOOD } from '../exit-codes.ts';
import { rotationLine, watchRotation } from '../rotation.ts';

export const keysStatus: Command = {
  name: 'keys status',
  usage: '[ROTATION] [--watch]',
  summary: 'Show the last rotations, or one, with what each key holds; * is the key that all shall be under.',
  options: { watch: { type: 'boolean', default: false } },
  mostWords: 1,
  async run(asked) {
    const { mesh, signal, say, complain, values } = asked;
    const [rotationId] = asked.words;
    const rotations =
      rotationId === undefined
        ? (await mesh.credentials.listKeyRotations({}, { signal })).items
        : [await mesh.credentials.getKeyRotation({ params: { rotationId } }, { signal })];
    const [last] = rotations;
    if (!last) complain('no keys have been rotated yet');
    if (values['watch'] && last) return watchRotation(asked, last);
    for (const rotation of rotations) say(rotationLine(rotation));
    return last?.status === 'incomplete' ? FOUND_BROKEN : GOOD;
  },
};
