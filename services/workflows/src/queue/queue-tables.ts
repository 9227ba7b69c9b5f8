import type { Generated } from 'kysely';

export type QueueTables = {
  queuedExecution: {
    executionId: string;
    workspaceId: string;
    position: Generated<string>;
    priority: number;
    beginsAt: Date;
    isReady: boolean;
    key: string | null;
    keyLimit: number;
  };
};
