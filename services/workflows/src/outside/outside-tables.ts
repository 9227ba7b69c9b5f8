import type { Generated, GeneratedAlways } from 'kysely';

export type Outcome = 'completed' | 'failed' | 'timeout' | 'exhausted' | 'cancelled';

export type OutsideTables = {
  outsideTask: {
    id: string;
    workspaceId: string;
    queue: string;
    position: GeneratedAlways<string>;
    executionId: string;
    task: string;
    key: string;
    input: unknown;
    inputRef: unknown;
    heartbeatMs: number;
    attempts: number;
    deadlineAt: Date | null;
    enteredAt: Generated<Date>;
    availableAt: Generated<Date>;
    attempt: Generated<number>;
    worker: string | null;
    progress: unknown;
    told: Generated<number>;
    endedAt: Date | null;
    outcome: Outcome | null;
    output: unknown;
    outputRef: unknown;
    error: unknown;
  };
};
