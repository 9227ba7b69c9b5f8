import type { Asked } from './command.ts';
import { UsageError } from './usage-error.ts';

/** The single word that a command takes. `what` names it in the error if it is missing. */
export function onlyWord({ words: [word] }: Pick<Asked, 'words'>, what: string): string {
  if (word === undefined) throw new UsageError(`${what} is missing`);
  return word;
}
