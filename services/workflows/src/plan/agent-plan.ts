import type { Json } from '@mesh/jq/json';
import type { Check, Evaluate } from '../expression/evaluate.ts';
import type { CommonPlan } from './common-plan.ts';
import type { ConsumptionPlan } from './consumption-plan.ts';

/** A model that answers, in as many turns as it needs with the tools that it has. */
export type AgentPlan = {
  /** `llm` or `agent`. */
  readonly function: string;
  readonly with: Evaluate;
  /** Whether an answer fits, where its schema is told. */
  readonly check: Check | undefined;
  readonly schema: Json | undefined;
  readonly secrets: readonly string[];
  /** What its turns, its tools and the approvals of these have in common: they are tasks inside it. */
  readonly inside: CommonPlan;
  readonly approval: ConsumptionPlan;
};
