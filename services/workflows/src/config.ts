import { MOST_EVENTS } from '@mesh/contracts/cloud-events';
import { common, database, egress, integer, nats, objects, redis } from '@mesh/runtime/environment';
import { z } from 'zod';
import { modelVariables } from './agent/model-variables.ts';
import { lifecycles } from './definition/lifecycle.ts';
import { USUAL_BOUNDS } from './engine/overrun.ts';
import { USUAL_EVENTS_PER_SECOND, USUAL_QUOTA } from './queue/quota.ts';
import { USUAL_CAPACITY } from './queue/slots.ts';
import { USUAL_SCHEDULE_QUOTA } from './schedule/schedule-quota.ts';

/** Every variable that workflows reads. */
export const environmentSchema = z.object({
  ...common,
  ...database,
  ...nats,
  ...redis,
  ...objects,
  ...egress,
  ...modelVariables,
  LIFECYCLE_EVENTS: z.enum(lifecycles).default('tasks').meta({
    description:
      'What publishes the lifecycle events of the DSL: executions and their `tasks`, executions only (`workflows`), or `none`. With `none`, executions publish `mesh.workflows.execution.*` instead.',
  }),
  RAILWAY_REPLICA_ID: z
    .string()
    .optional()
    .meta({ description: 'Identifies the replica. Set by Railway; host name and port by default.' }),
  EXECUTIONS_AT_ONCE: integer(1, 1_000_000)
    .default(USUAL_CAPACITY.inAll)
    .meta({ description: 'Executions that one process runs at once, not counting those that wait.' }),
  EXECUTIONS_AT_ONCE_PER_WORKSPACE: integer(1, 1_000_000)
    .default(USUAL_CAPACITY.ofWorkspace)
    .meta({ description: 'How many of them may belong to one workspace; the others stay pending.' }),
  EXECUTIONS_QUEUED_PER_WORKSPACE: integer(0, 100_000_000)
    .default(USUAL_QUOTA.queued)
    .meta({ description: 'Pending executions of one workspace, beyond which starts are refused with 422.' }),
  EXECUTION_LOOPS: integer(1, 1_000_000_000)
    .default(USUAL_BOUNDS.loops)
    .meta({ description: 'How often an execution may go back to tasks without a wait in between before it faults.' }),
  EXECUTION_ENTRIES: integer(1_000, 2_000_000_000)
    .default(USUAL_BOUNDS.entries)
    .meta({ description: 'Entries in the history of one execution, beyond which it faults.' }),
  EXECUTION_STARTS_PER_SECOND: integer(1, 1_000_000)
    .default(USUAL_QUOTA.startsPerSecond)
    .meta({ description: 'Starts of one workspace per second and process, beyond which they are refused with 429.' }),
  EVENTS_PER_SECOND: integer(MOST_EVENTS, 1_000_000)
    .default(USUAL_EVENTS_PER_SECOND)
    .meta({ description: 'Events of one workspace per second and process, beyond which they are refused with 429.' }),
  SCHEDULES_PER_WORKSPACE: integer(0, 1_000_000)
    .default(USUAL_SCHEDULE_QUOTA.schedules)
    .meta({ description: 'Schedules of one workspace, beyond which workflows with a schedule are refused with 422.' }),
  SCHEDULED_STARTS_PER_MINUTE: integer(0, 10_000_000)
    .default(USUAL_SCHEDULE_QUOTA.startsPerMinute)
    .meta({ description: 'How many executions all schedules of one workspace together may start in a minute.' }),
  RETENTION_DAYS: integer(0, 36_500).default(90).meta({
    description: 'Days after its end when an execution moves to the bucket; 0 keeps it in the database for ever.',
  }),
  ARCHIVE_DAYS: integer(0, 36_500)
    .default(0)
    .meta({ description: 'Days that an execution stays in the bucket before it is removed; 0 keeps it for ever.' }),
});
export type Config = z.output<typeof environmentSchema>;
