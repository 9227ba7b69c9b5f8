import type { ColumnType, Generated } from 'kysely';
import type { CloudEvent } from '../interpreter/cloud-event.ts';
import type { Consumption } from '../interpreter/consumption.ts';
import type { Rule } from './rule.ts';

/** Events collected for one start. */
export type Collected = { readonly consumption: Consumption; readonly events: CloudEvent[] };

export type ScheduleTables = {
  schedule: {
    id: string;
    workspaceId: string;
    workflowId: string;
    namespace: string;
    name: string;
    version: string;
    kind: Rule['kind'];
    rule: ColumnType<Rule, string, never>;
    scopes: string[];
    paused: Generated<boolean>;
    createdAt: Date;
    nextAt: Date | null;
    dueAt: Date | null;
    lastExecution: string | null;
    /** A list where there are several. */
    collected: ColumnType<Collected | Collected[] | null, string | null, string | null>;
    endedAt: Date | null;
  };
  scheduleTick: {
    scheduleId: string;
    scheduledAt: Date;
    occasion: Generated<string>;
    workspaceId: string;
    at: Date;
    outcome: 'fired' | 'skipped';
    reason: string | null;
    executionId: string | null;
  };
};
