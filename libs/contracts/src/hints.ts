/** Redis channels that say «look again» to whoever streams an execution. A hint may be lost; the journal is the truth. */
export const EXECUTION_HINTS = 'live:execution:*';

/** The channel of one execution. Its messages are the last `seq` of the journal, in digits. */
export function executionHint(executionId: string): string {
  return `live:execution:${executionId}`;
}

/** One channel for all: `<execution>:<seq>` of each whose journal has grown, separated by spaces. */
export const GROWN_EXECUTIONS = 'live:executions';

export function grownExecutions(grown: ReadonlyMap<string, number>): string {
  return [...grown].map(([executionId, seq]) => `${executionId}:${seq}`).join(' ');
}
