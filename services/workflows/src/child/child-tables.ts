import type { Generated } from 'kysely';

export type ChildTables = {
  childExecution: {
    childId: string;
    parentId: string;
    workspaceId: string;
    depth: number;
    awaited: boolean;
    createdAt: Generated<Date>;
  };
};
