import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { CloudEvent } from '../interpreter/cloud-event.ts';
import type { Seen } from '../interpreter/consumption.ts';

export type EventTables = {
  heardEvent: {
    workspaceId: string;
    source: string;
    id: string;
    position: GeneratedAlways<string>;
    type: string;
    event: ColumnType<CloudEvent, string, never>;
    heardAt: Generated<Date>;
    matched: Generated<boolean>;
  };
  listener: {
    owner: string;
    frame: number;
    filter: number;
    workspaceId: string;
    workflowId: string;
    pointer: string;
    type: string | null;
    expects: string | null;
    seen: ColumnType<Seen | null, string | null, never>;
    since: Generated<Date>;
    caughtUp: Generated<boolean>;
  };
  overheard: { owner: string; frame: number; place: string; workspaceId: string; early: boolean };
};
