import { MeshError } from '@mesh/contracts/mesh-error';

/** Ten years: past this a time is a mistake. */
const LONGEST_MS = 3_650 * 86_400_000;

/** Throws `invalid` for a start that nobody will see. `now` is in ms; an hour more or less is nothing here. */
export function checkStartAt(startAt: Date | undefined, now: number): void {
  if (startAt === undefined || startAt.getTime() - now <= LONGEST_MS) return;
  throw new MeshError('invalid', 'an execution starts within ten years', {
    errors: [{ pointer: '/body/startAt', message: 'expected a moment within ten years' }],
  });
}
