import type { Json } from '@mesh/jq/json';
import type { Budget } from '../definition/budget.ts';
import type { Lifecycle } from '../definition/lifecycle.ts';
import type { Evaluate } from '../expression/evaluate.ts';
import type { AgentPlan } from './agent-plan.ts';
import type { CommonPlan, Directive } from './common-plan.ts';
import type { ConsumptionPlan, Reading } from './consumption-plan.ts';

export type TaskList = readonly TaskPlan[];
/** What one extension runs before or after a task. */
export type ExtensionStep = { readonly when?: Evaluate | undefined; readonly tasks: TaskList };
type SwitchCase = { readonly name: string; readonly when?: Evaluate | undefined; readonly next: Directive };

export type RetryPlan = {
  readonly when?: Evaluate | undefined;
  readonly exceptWhen?: Evaluate | undefined;
  readonly delay?: Evaluate | undefined;
  readonly backoff: 'constant' | 'linear' | 'exponential';
  readonly jitter?: { readonly from: Evaluate; readonly to: Evaluate } | undefined;
  readonly most?: number | undefined;
  /** Time limit of one attempt. */
  readonly attempt?: Evaluate | undefined;
  /** How long after the first attempt new ones may begin. */
  readonly duration?: Evaluate | undefined;
};

export type CatchPlan = {
  /** Members that a caught error must have. */
  readonly filter?: Evaluate | undefined;
  readonly as: string;
  readonly when?: Evaluate | undefined;
  readonly exceptWhen?: Evaluate | undefined;
  readonly retry?: RetryPlan | undefined;
  readonly tasks?: TaskList | undefined;
  /** Where it goes on once an error was dealt with, if elsewhere than after the task. */
  readonly next?: Directive | undefined;
};

/** The effect of a task of kind `call` or `run`. */
export type CallPlan = {
  readonly function: string;
  readonly with: Evaluate;
  /** The task does not wait for the call, and outputs its input. */
  readonly detached?: boolean | undefined;
  /** Secrets that its arguments name; handles of others are not replaced. */
  readonly secrets?: readonly string[] | undefined;
  /** The value of `$authorization`. */
  readonly authorization?: Evaluate | undefined;
};

/** Tasks that run for each consumed event or message. */
export type ForeachPlan = Pick<CommonPlan, 'output' | 'export'> & {
  readonly item: string;
  readonly at: string;
  readonly tasks: TaskList;
};

export type TaskPlan = CommonPlan &
  (
    | {
        readonly kind: 'do';
        readonly tasks: TaskList;
        /** Input of the first task, if it is not the task's own input. */
        readonly with?: Evaluate | undefined;
      }
    | {
        readonly kind: 'for';
        readonly each: string;
        readonly at: string;
        readonly in: Evaluate;
        readonly while?: Evaluate | undefined;
        readonly tasks: TaskList;
      }
    | { readonly kind: 'fork'; readonly branches: TaskList; readonly compete: boolean }
    | { readonly kind: 'try'; readonly tasks: TaskList; readonly catch: CatchPlan }
    | { readonly kind: 'set'; readonly value: Evaluate }
    | { readonly kind: 'switch'; readonly cases: readonly SwitchCase[] }
    | { readonly kind: 'raise'; readonly error: Evaluate }
    | { readonly kind: 'wait'; readonly duration: Evaluate }
    | { readonly kind: 'emit'; readonly event: Evaluate }
    | { readonly kind: 'call'; readonly call: CallPlan }
    | { readonly kind: 'agent'; readonly agent: AgentPlan }
    | {
        readonly kind: 'extended';
        readonly before: readonly ExtensionStep[];
        readonly task: TaskPlan;
        readonly after: readonly ExtensionStep[];
      }
    | {
        readonly kind: 'listen';
        readonly to: ConsumptionPlan;
        readonly read: Reading;
        readonly foreach?: ForeachPlan | undefined;
      }
    | {
        readonly kind: 'subscribe';
        readonly call: CallPlan;
        readonly filter?: Evaluate | undefined;
        readonly amount?: number | undefined;
        readonly while?: Evaluate | undefined;
        readonly until?: Evaluate | undefined;
        /** How long messages are consumed. */
        readonly lasts?: Evaluate | undefined;
        readonly foreach?: ForeachPlan | undefined;
      }
  );
export type TaskKind = TaskPlan['kind'];
export type PlanOf<K extends TaskKind> = Extract<TaskPlan, { kind: K }>;

/** A compiled document. It is stateless and shared by all executions. */
export type Plan = {
  readonly digest: string;
  readonly document: Json;
  readonly input: CommonPlan['input'];
  readonly output: CommonPlan['output'];
  readonly timeout?: Evaluate | undefined;
  /** Budget of an execution for models. */
  readonly budget: Budget;
  /** Which lifecycle events are published, if the document says: `metadata.lifecycleEvents`. */
  readonly lifecycle?: Lifecycle | undefined;
  /** What an execution waits behind, if anything, and how many of one key run at a time. */
  readonly concurrency: { readonly key?: Evaluate | undefined; readonly limit: number };
  readonly tasks: TaskList;
  /** Strategies by pointer: of tasks, and at `/schedule/on`. */
  readonly listens: ReadonlyMap<string, ConsumptionPlan>;
};
