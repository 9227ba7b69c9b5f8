import type { Status } from '@mesh/contracts/execution-shapes';
import type { ColumnType, Generated } from 'kysely';

type Json = ColumnType<unknown, string, string>;

export type ExecutionTables = {
  execution: {
    id: string;
    workspaceId: string;
    workflowId: string;
    namespace: string;
    name: string;
    version: string;
    status: Status;
    input: Json;
    output: Json | null;
    error: Json | null;
    inputRef: Json | null;
    endRef: Json | null;
    scopes: string[];
    traceparent: string | null;
    startedAt: Date;
    endedAt: Date | null;
    worker: string | null;
    wakeAt: Date | null;
    asked: string | null;
    concurrencyKey: string | null;
    called: Generated<boolean>;
    eventDepth: Generated<number>;
    parentId: string | null;
    parentTask: string | null;
    epoch: Generated<number>;
    deaths: Generated<number>;
    seqAtDeath: number | null;
    takenAt: Date | null;
  };
  journal: {
    executionId: string;
    seq: number;
    entryCount: number;
    workspaceId: string;
    at: Date;
    happening: Json;
    entries: Json;
  };
  worker: { id: string; place: string; leaseUntil: Date };
  deadWorker: { id: string; diedAt: Generated<Date>; counted: Generated<boolean> };
};
