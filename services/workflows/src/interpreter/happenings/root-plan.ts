import type { Plan, PlanOf } from '../../plan/plan.ts';

const roots = new WeakMap<Plan, PlanOf<'do'>>();

/**
 * The workflow as the task around all its tasks. It has no transformations: those of the workflow apply at its start and end.
 */
export function rootPlan(plan: Plan): PlanOf<'do'> {
  const root = roots.get(plan) ?? {
    kind: 'do',
    pointer: '',
    name: '',
    definition: null,
    input: {},
    output: {},
    export: {},
    checkpoint: false,
    next: 'continue',
    tasks: plan.tasks,
  };
  roots.set(plan, root);
  return root;
}
