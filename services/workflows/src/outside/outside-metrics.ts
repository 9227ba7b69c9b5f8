import { meter } from '@mesh/runtime/metrics';

/** Summed over all workspaces: queue names are users' text and must not become labels. */
export const waitingTasks = meter.createGauge('mesh.outside.tasks.waiting', {
  description: 'Tasks in queues that a worker may take now',
});
export const tasksUnderWay = meter.createGauge('mesh.outside.tasks.under_way', {
  description: 'Tasks of queues that workers have',
});
export const oldestTask = meter.createGauge('mesh.outside.tasks.oldest_age', {
  unit: 's',
  description: 'Age of the oldest task that a worker may take now',
});
