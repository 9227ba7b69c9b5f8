import { startExecution } from '@mesh/contracts/executions';
import type { AnswerOf, Operation } from '@mesh/contracts/operation';
import { waitSeconds } from '@mesh/contracts/prefer-wait';
import { LONGEST_WAIT_MS, takeTasks } from '@mesh/contracts/queues';
import type { Question } from '../question.ts';

/** What waits, as long as its question says, for something to happen. */
export type LongWait = {
  /** 0 where it does not wait, or for as long as nobody may. */
  readonly waitMs: (question: Question) => number;
  /** The same question, waiting for so long. */
  readonly within: (question: Question, ms: number) => Question;
  /** Whether it has happened. */
  readonly isOver: (answer: unknown) => boolean;
};

export const longWaits: ReadonlyMap<Operation, LongWait> = new Map<Operation, LongWait>([
  [
    takeTasks,
    {
      waitMs({ body }) {
        const { waitMs } = fieldsOf(body);
        return typeof waitMs === 'number' && waitMs <= LONGEST_WAIT_MS ? waitMs : 0;
      },
      within: ({ body, ...question }, ms) => ({ ...question, body: { ...fieldsOf(body), waitMs: Math.round(ms) } }),
      isOver: (answer) => (answer as AnswerOf<typeof takeTasks>).tasks.length > 0,
    },
  ],
  [
    startExecution,
    {
      waitMs: ({ headers }) => waitSeconds(preferOf(headers)) * 1_000,
      within: ({ headers, ...question }, ms) => ({
        ...question,
        headers: { ...fieldsOf(headers), prefer: `wait=${Math.round(ms / 1_000)}` },
      }),
      isOver: (answer) => (answer as AnswerOf<typeof startExecution>).endedAt !== undefined,
    },
  ],
]);

function preferOf(headers: unknown): string | undefined {
  const { prefer } = fieldsOf(headers);
  return typeof prefer === 'string' ? prefer : undefined;
}

/** Nobody has read the question yet. */
function fieldsOf(part: unknown): Record<string, unknown> {
  return typeof part === 'object' && part !== null ? { ...part } : {};
}
