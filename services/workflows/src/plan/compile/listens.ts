import type { ConsumptionPlan } from '../consumption-plan.ts';
import type { TaskList } from '../plan.ts';
import { tasksIn } from '../tasks-in.ts';

/** The strategies by which tasks listen, by the pointer of the task. */
export function* listensIn(tasks: TaskList): Generator<[pointer: string, strategy: ConsumptionPlan]> {
  for (const task of tasksIn(tasks)) {
    if (task.kind === 'listen') yield [task.pointer, task.to];
    if (task.kind === 'agent') yield [`${task.pointer}/approval`, task.agent.approval];
  }
}
