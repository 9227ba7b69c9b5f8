import type { Command } from '../command.ts';
import { endOf, followExecution } from '../follow-execution.ts';
import { onlyWord } from '../only-word.ts';

export const executionsFollow: Command = {
  name: 'executions follow',
  usage: 'EXECUTION',
  summary: 'Tell the history of an execution as it grows, then its output.',
  options: {},
  mostWords: 1,
  run: async (asked) => endOf(asked, await followExecution(asked, onlyWord(asked, 'EXECUTION'), asked.complain)),
};
