import { setTimeout as sleep } from 'node:timers/promises';
import type { getKeyRotation } from '@mesh/contracts/key-rotations';
import type { AnswerOf } from '@mesh/contracts/operation';
import type { Asked } from './command.ts';
import { FOUND_BROKEN, GOOD } from './exit-codes.ts';

export type Rotation = AnswerOf<typeof getKeyRotation>;

const LOOK_MS = 1_000;

/** One line: the progress, and what each key still holds. */
export function rotationLine({ id, scope, status, done, total, target, byKey }: Rotation): string {
  const keys = Object.entries(byKey).map(([key, count]) => `${key}${key === target ? '*' : ''}: ${count}`);
  return `${id}  ${scope}  ${status}  ${done}/${total}  ${keys.join('  ')}`;
}

/** Prints each change until the rotation has ended. It continues in the mesh whether somebody watches or not. */
export async function watchRotation({ mesh, signal, say }: Asked, begun: Rotation): Promise<number> {
  let line = rotationLine(begun);
  say(line);
  let rotation = begun;
  while (rotation.status === 'running') {
    await sleep(LOOK_MS, undefined, { signal });
    rotation = await mesh.credentials.getKeyRotation({ params: { rotationId: begun.id } }, { signal });
    const now = rotationLine(rotation);
    if (now !== line) say(now);
    line = now;
  }
  return rotation.status === 'completed' ? GOOD : FOUND_BROKEN;
}
