import type { OutboxTables } from '@mesh/outbox/tables';
import type { Transaction } from 'kysely';
import type { ModelTables } from '../agent/model-tables.ts';
import type { ArchiveTables } from '../archive/archive-tables.ts';
import type { ChildTables } from '../child/child-tables.ts';
import type { DefinitionTables } from '../definition/definition-tables.ts';
import type { EventTables } from '../event/event-tables.ts';
import type { ExecutionTables } from '../execution/execution-tables.ts';
import type { DeletedWorkspaceTables } from '../heard/deleted-workspace-tables.ts';
import type { OutsideTables } from '../outside/outside-tables.ts';
import type { QueueTables } from '../queue/queue-tables.ts';
import type { ScheduleTables } from '../schedule/schedule-tables.ts';

export type Schema = ArchiveTables &
  OutboxTables &
  ChildTables &
  DefinitionTables &
  DeletedWorkspaceTables &
  EventTables &
  ExecutionTables &
  ModelTables &
  OutsideTables &
  QueueTables &
  ScheduleTables;

/** What a store is handed: one transaction, which sees the workspace that it was opened for. */
export type Trx = Transaction<Schema>;
