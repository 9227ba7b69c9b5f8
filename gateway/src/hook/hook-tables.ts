import type { Generated, JSONColumnType, Selectable } from 'kysely';
import type { Verification } from './verify/verify-call.ts';

export type HookTables = {
  hook: {
    id: string;
    workspaceId: string;
    workflow: string;
    namespace: string;
    name: string;
    verify: JSONColumnType<Verification>;
    secret: Buffer;
    input: 'body' | 'request';
    scopes: string[];
    createdAt: Generated<Date>;
  };
  hookCall: {
    hookId: string;
    message: Buffer;
    workspaceId: string;
    executionId: string;
    receivedAt: Generated<Date>;
    startedAt: Date | null;
  };
};
export type HookRow = Selectable<HookTables['hook']>;
