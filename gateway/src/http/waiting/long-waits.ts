import { startExecution } from '@mesh/contracts/executions';
import type { AnswerOf, Operation } from '@mesh/contracts/operation';
import { waitSeconds } from '@mesh/contracts/prefer-wait';
import { LONGEST_WAIT_MS, takeTasks } from '@mesh/contracts/queues';
import type { Question } from '../question.ts';

/** An operation that may wait, as long as its question says, for something to happen. */
export type LongWait = {
  /** 0 if it does not wait. */
  readonly waitMs: (question: Question) => number;
  /** The same question with a wait of `ms`. */
  readonly within: (question: Question, ms: number) => Question;
  /** Whether the answer says that it has happened. */
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

/** The question is not validated yet. */
function fieldsOf(part: unknown): Record<string, unknown> {
  return typeof part === 'object' && part !== null ? { ...part } : {};
}
