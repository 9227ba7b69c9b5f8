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
  /** How long one attempt may take. */
  readonly attempt?: Evaluate | undefined;
  /** How long after the first attempt another may begin. */
  readonly duration?: Evaluate | undefined;
};

export type CatchPlan = {
  /** Members that an error must have to be caught. */
  readonly filter?: Evaluate | undefined;
  readonly as: string;
  readonly when?: Evaluate | undefined;
  readonly exceptWhen?: Evaluate | undefined;
  readonly retry?: RetryPlan | undefined;
  readonly tasks?: TaskList | undefined;
  /** Where it goes on once an error was dealt with, if elsewhere than after the task. */
  readonly next?: Directive | undefined;
};

/** What a task of kind `call` or `run` asks of the world. */
export type CallPlan = {
  readonly function: string;
  readonly with: Evaluate;
  /** The call goes on by itself; the task's output is its input. */
  readonly detached?: boolean | undefined;
  /** The secrets that its arguments name: handles of others stay what they are. */
  readonly secrets?: readonly string[] | undefined;
  /** What `$authorization` is. */
  readonly authorization?: Evaluate | undefined;
};

/** What is done with each event or message that was consumed. */
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
        /** What the tasks begin with, where that is not the input. */
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

/** A document, compiled once per digest. It holds no state and is shared by all executions. */
export type Plan = {
  readonly digest: string;
  readonly document: Json;
  readonly input: CommonPlan['input'];
  readonly output: CommonPlan['output'];
  readonly timeout?: Evaluate | undefined;
  /** What an execution may spend on models. */
  readonly budget: Budget;
  /** Of what lifecycle events are told, where the document says: `metadata.lifecycleEvents`. */
  readonly lifecycle?: Lifecycle | undefined;
  readonly tasks: TaskList;
  /** What is listened to, by pointer: by tasks, and at `/schedule/on`. */
  readonly listens: ReadonlyMap<string, ConsumptionPlan>;
};
