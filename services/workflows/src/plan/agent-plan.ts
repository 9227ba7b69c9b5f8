import type { Json } from '@mesh/jq/json';
import type { Check, Evaluate } from '../expression/evaluate.ts';
import type { CommonPlan } from './common-plan.ts';
import type { ConsumptionPlan } from './consumption-plan.ts';

/** A model that answers, in as many turns as it needs with its tools. */
export type AgentPlan = {
  /** `llm` or `agent`. */
  readonly function: string;
  readonly with: Evaluate;
  /** Validates the answer, if it has a schema. */
  readonly check: Check | undefined;
  readonly schema: Json | undefined;
  readonly secrets: readonly string[];
  /** The common part of its turns, tool calls and approvals, which are tasks inside it. */
  readonly inside: CommonPlan;
  readonly approval: ConsumptionPlan;
};
