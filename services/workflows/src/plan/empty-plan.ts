import { compilePlan } from './compile/compile-plan.ts';

/** The plan of an execution that ends before it begins: its document, which may not even compile, is not needed. */
export const EMPTY_PLAN = compilePlan(
  { document: { dsl: '1.0.0', namespace: 'none', name: 'none', version: '0.0.0' }, do: [] },
  '',
);
