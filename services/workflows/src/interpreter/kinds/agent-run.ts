import type { Json } from '@mesh/jq/json';
import { z } from 'zod';
import { type Budget, budget } from '../../definition/budget.ts';
import { textOf } from '../../expression/text-of.ts';
import type { AgentPlan } from '../../plan/agent-plan.ts';
import { readArguments } from '../../plan/read-arguments.ts';
import type { Spent } from '../budget.ts';

/** Most turns of a model, unless its budget says otherwise. */
const USUAL_TURNS = 25;
const USUAL_EXPIRY = 'PT24H';

/** A tool call of a model, and its result. */
export type AgentCall = {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
  /** Fields that the endpoint wants back with it. */
  readonly extra?: Json | undefined;
  readonly effect?: { readonly function: string; readonly arguments: Json } | undefined;
  readonly approval?: boolean | undefined;
  /** Digest of the effect, part of its key; older journals have none. */
  readonly mark?: string | undefined;
  /** Why the call cannot be made, for the model. */
  readonly problem?: string | undefined;
  /** The result as the model is told. */
  result?: string | undefined;
};
/** The result of a turn: words and tool calls, or in `held` why nothing was sent. */
export type TurnAnswer =
  | { readonly held: string }
  | {
      readonly content: string;
      /** Fields of the answer's message that the endpoint wants back. */
      readonly thoughts?: Readonly<Record<string, Json>>;
      readonly calls: readonly AgentCall[];
      readonly finishReason: string;
      readonly model: string;
      readonly usage: { readonly inputTokens: number; readonly outputTokens: number; readonly cost: number };
    };

/** Progress of a model. */
export type AgentRun = {
  /** The constant part of each turn's request. */
  readonly request: Readonly<Record<string, Json>>;
  readonly messages: Json[];
  readonly output: 'content' | 'response';
  /** How long a person has to approve a tool call: a duration. */
  readonly expiry: Json;
  budget: Budget;
  readonly spent: Spent;
  /** Tool calls of the current turn. */
  calls: AgentCall[];
  /** Answers that did not fit the schema. */
  misfits: number;
  /** Its next turn waits until the execution is resumed. */
  isHeld: boolean;
};

const given = z.looseObject({
  messages: z.array(z.json()).optional(),
  instructions: z.string().optional(),
  input: z.json().optional(),
  budget: budget.default({}),
  output: z.enum(['content', 'response']).default('content'),
  approval: z.strictObject({ expires: z.json().default(USUAL_EXPIRY) }).prefault({}),
});

/** Creates a run from the evaluated arguments. Throws `WorkflowFault` for invalid ones. */
export function beginRun({ schema }: AgentPlan, evaluated: Json, input: Json): AgentRun {
  const read = readArguments(given, evaluated);
  const { messages, instructions, input: told = input, budget: bounds, output, approval, ...request } = read;
  const asked = textOf(told as Json);
  const system = instructions === undefined ? [] : [{ role: 'system', content: instructions }];
  return {
    request: { ...(request as Record<string, Json>), ...(schema !== undefined && { schema }) },
    messages: (messages as Json[] | undefined) ?? [...system, { role: 'user', content: asked }],
    output,
    expiry: approval.expires as Json,
    budget: { turns: USUAL_TURNS, ...bounds },
    spent: { turns: 0, tokens: 0, cost: 0 },
    calls: [],
    misfits: 0,
    isHeld: false,
  };
}

/** Parses a turn's output. A plain text is the answer that a person gave in place of a lost one. */
export function turnAnswer(output: Json): TurnAnswer {
  if (typeof output !== 'string') return output as unknown as TurnAnswer;
  const usage = { inputTokens: 0, outputTokens: 0, cost: 0 };
  return { content: output, calls: [], finishReason: 'stop', model: '', usage };
}
