import type { OutboxTables } from '@mesh/outbox/tables';
import type { DefinitionTables } from '../definition/definition-tables.ts';
import type { ExecutionTables } from '../execution/execution-tables.ts';

export type Schema = OutboxTables & DefinitionTables & ExecutionTables;
