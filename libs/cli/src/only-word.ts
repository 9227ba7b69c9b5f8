import type { Asked } from './command.ts';
import { UsageError } from './usage-error.ts';

/** The one word that a command is about. `what` names it to whoever left it out. */
export function onlyWord({ words: [word] }: Pick<Asked, 'words'>, what: string): string {
  if (word === undefined) throw new UsageError(`${what} is missing`);
  return word;
}
