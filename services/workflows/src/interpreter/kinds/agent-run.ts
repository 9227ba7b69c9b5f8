import type { Json } from '@mesh/jq/json';
import { z } from 'zod';
import { type Budget, budget } from '../../definition/budget.ts';
import { textOf } from '../../expression/text-of.ts';
import type { AgentPlan } from '../../plan/agent-plan.ts';
import { readArguments } from '../../plan/read-arguments.ts';
import type { Spent } from '../budget.ts';

/** A model that never comes to an end is asked after so many turns, unless its budget says otherwise. */
const USUAL_TURNS = 25;
const USUAL_EXPIRY = 'PT24H';

/** What a model asks of a tool, and what came of it. */
export type AgentCall = {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
  /** What its endpoint wants back with it. */
  readonly extra?: Json | undefined;
  readonly effect?: { readonly function: string; readonly arguments: Json } | undefined;
  readonly approval?: boolean | undefined;
  /** A digest of the effect, which is part of its key; journals of before have none. */
  readonly mark?: string | undefined;
  /** Why it cannot be done, for the model. */
  readonly problem?: string | undefined;
  /** What the model is told of it. */
  result?: string | undefined;
};
/** What a turn of the model came to: words, calls of tools; or `held`, why nothing was sent. */
export type TurnAnswer =
  | { readonly held: string }
  | {
      readonly content: string;
      /** The same of the answer as a whole: fields of its message. */
      readonly thoughts?: Readonly<Record<string, Json>>;
      readonly calls: readonly AgentCall[];
      readonly finishReason: string;
      readonly model: string;
      readonly usage: { readonly inputTokens: number; readonly outputTokens: number; readonly cost: number };
    };

/** How far a model has come. */
export type AgentRun = {
  /** What each turn asks, besides the messages. */
  readonly request: Readonly<Record<string, Json>>;
  readonly messages: Json[];
  readonly output: 'content' | 'response';
  /** How long a person has to approve of a tool: a duration. */
  readonly expiry: Json;
  budget: Budget;
  readonly spent: Spent;
  /** The calls of the turn that is under way. */
  calls: AgentCall[];
  /** Answers that did not fit their schema. */
  misfits: number;
  /** Its next turn waits until somebody resumes the execution. */
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

/** Begins with what the arguments of the call say. Throws `WorkflowFault` for what is no call. */
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

/** What a turn put out. A text is the answer that a person has given in place of one that was lost. */
export function turnAnswer(output: Json): TurnAnswer {
  if (typeof output !== 'string') return output as unknown as TurnAnswer;
  const usage = { inputTokens: 0, outputTokens: 0, cost: 0 };
  return { content: output, calls: [], finishReason: 'stop', model: '', usage };
}
