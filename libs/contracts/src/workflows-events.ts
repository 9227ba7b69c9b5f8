import { z } from 'zod';
import { defineEvent } from './event.ts';
import { workflowError } from './execution-shapes.ts';
import { id } from './id.ts';

const identity = { namespace: z.string(), name: z.string(), version: z.string() };
const about = { executionId: id('exe'), workflow: z.object({ id: id('wf'), ...identity }) };

export const workflowCreated = defineEvent({
  service: 'workflows',
  type: 'mesh.workflows.workflow.created.v1',
  topic: 'workflows.workflow.created',
  summary: 'A workflow has been saved.',
  data: z.object({
    workflowId: id('wf'),
    ...identity,
    digest: z.string(),
    /** Names of the credentials that it uses. */
    secrets: z.array(z.string()).optional(),
  }),
});

export const workflowArchived = defineEvent({
  service: 'workflows',
  type: 'mesh.workflows.workflow.archived.v1',
  topic: 'workflows.workflow.archived',
  summary: 'A workflow has been archived and starts no more.',
  data: workflowCreated.data,
});

export const executionStarted = defineEvent({
  service: 'workflows',
  type: 'mesh.workflows.execution.started.v1',
  topic: 'workflows.execution.started',
  summary: 'An execution has started.',
  data: z.object(about),
  isBundled: true,
});

export const executionCompleted = defineEvent({
  service: 'workflows',
  type: 'mesh.workflows.execution.completed.v1',
  topic: 'workflows.execution.completed',
  summary: 'An execution has completed.',
  data: z.object({ ...about, output: z.unknown() }),
  isBundled: true,
});

export const executionFaulted = defineEvent({
  service: 'workflows',
  type: 'mesh.workflows.execution.faulted.v1',
  topic: 'workflows.execution.faulted',
  summary: 'An execution has faulted.',
  data: z.object({ ...about, error: workflowError }),
  isBundled: true,
});

export const executionCancelled = defineEvent({
  service: 'workflows',
  type: 'mesh.workflows.execution.cancelled.v1',
  topic: 'workflows.execution.cancelled',
  summary: 'An execution has been cancelled.',
  data: z.object(about),
  isBundled: true,
});

export const executionDeleted = defineEvent({
  service: 'workflows',
  type: 'mesh.workflows.execution.deleted.v1',
  topic: 'workflows.execution.deleted',
  summary: 'An execution that had ended has been erased.',
  data: z.object(about),
  isBundled: true,
});

/** Carries events sent to `POST /v1/events`: the sender's CloudEvent keeps its own id, type and source. */
export const eventReceived = defineEvent({
  service: 'workflows',
  type: 'mesh.workflows.event.received.v1',
  topic: 'workflows.event.received',
  summary: 'An event has been sent to the workspace.',
  data: z.unknown(),
  isOfUsers: true,
});

/** Carries events of `emit` tasks: the user's CloudEvent is recorded with its own type and source. */
export const eventEmitted = defineEvent({
  service: 'workflows',
  type: 'mesh.workflows.event.emitted.v1',
  topic: 'workflows.event.emitted',
  summary: 'A workflow has emitted an event.',
  data: z.unknown(),
  isOfUsers: true,
  isBundled: true,
});

/** Carries lifecycle events of the DSL: each is recorded with its own type, `io.serverlessworkflow.….v1`. */
export const lifecycleTold = defineEvent({
  service: 'workflows',
  type: 'mesh.workflows.lifecycle.told.v1',
  topic: 'workflows.lifecycle.told',
  summary: 'A workflow or a task has begun, ended, or changed how it stands.',
  data: z.unknown(),
  isBundled: true,
});
