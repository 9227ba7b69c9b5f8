import { compilePlan } from './compile/compile-plan.ts';

/** That of an execution which ends before it begins: nothing of its document is needed, which may be none that can be run. */
export const EMPTY_PLAN = compilePlan(
  { document: { dsl: '1.0.0', namespace: 'none', name: 'none', version: '0.0.0' }, do: [] },
  '',
);
