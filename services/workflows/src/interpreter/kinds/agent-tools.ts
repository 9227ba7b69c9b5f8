import { hash } from 'node:crypto';
import { plainText } from '@mesh/contracts/plain-text';
import type { Json } from '@mesh/jq/json';
import { textOf } from '../../expression/text-of.ts';
import { APPROVAL } from '../../plan/compile/compile-agent.ts';
import type { PlanOf, TaskPlan } from '../../plan/plan.ts';
import type { WorkflowError } from '../../workflow-fault.ts';
import type { Frame } from '../frame.ts';
import { runKey } from '../run-key.ts';
import type { Turn } from '../turn.ts';
import type { AgentCall, AgentRun } from './agent-run.ts';

/** Characters of a tool's output that the model is told. */
const LONGEST_RESULT = 64 * 1_024;

/** Starts all tool calls of a turn, concurrently. Invalid ones are answered at once. */
export function useTools(turn: Turn, frame: Frame, run: AgentRun): void {
  for (const [place, call] of run.calls.entries()) {
    if (call.effect === undefined) {
      turn.note('tool.refused', frame.task.pointer, { tool: call.name, why: call.problem ?? '' });
      call.result = `error: ${call.problem}`;
    } else if (call.approval) askApproval(turn, frame, run, place);
    else useTool(turn, frame, run, place);
  }
}

function useTool(turn: Turn, frame: Frame, run: AgentRun, place: number): void {
  const call = run.calls[place];
  if (!call?.effect) return;
  const { agent } = frame.task as PlanOf<'agent'>;
  const task: TaskPlan = {
    ...agent.inside,
    kind: 'call',
    pointer: `${agent.inside.pointer}/tools/${call.name}`,
    name: call.name,
    once: frame.task.once,
    call: { function: call.effect.function, with: (input) => input },
  };
  begin(turn, frame, run, { task, place, rawInput: call.effect.arguments });
}

/** Waits for a person's approval, an event that names it, until it expires. */
function askApproval(turn: Turn, frame: Frame, run: AgentRun, place: number): void {
  const call = run.calls[place];
  const { agent } = frame.task as PlanOf<'agent'>;
  const approval = approvalOf(turn, frame, run, place);
  const until = new Date(turn.at + turn.durationMs(run.expiry)).toISOString();
  turn.note('approval.asked', frame.task.pointer, {
    approval,
    tool: call?.name ?? '',
    arguments: call?.effect?.arguments ?? null,
    until,
  });
  const task: TaskPlan = {
    ...agent.inside,
    kind: 'listen',
    pointer: `${agent.inside.pointer}/approval`,
    name: 'approval',
    timeout: () => run.expiry,
    to: agent.approval,
    read: 'data',
  };
  const variables = { name: APPROVAL, value: approval, around: frame.variables };
  begin(turn, frame, run, { task, place, rawInput: null, variables });
}

/** The approval was given, refused, or has expired. */
export function decided(turn: Turn, frame: Frame, run: AgentRun, place: number, told: Json | 'expired'): void {
  const { decision, by, reason } = (told ?? {}) as { decision?: Json; by?: Json; reason?: Json };
  const as = told === 'expired' ? 'expired' : decision === 'approve' ? 'approved' : 'denied';
  turn.note('approval.decided', frame.task.pointer, {
    approval: approvalOf(turn, frame, run, place),
    tool: run.calls[place]?.name ?? '',
    as,
    ...(by !== undefined && { by }),
    ...(reason !== undefined && { reason }),
  });
  if (as === 'approved') return void useTool(turn, frame, run, place);
  const why = typeof reason === 'string' ? `: ${reason}` : '';
  settle(run, place, as === 'expired' ? 'error: nobody approved of it in time' : `error: a person said no${why}`);
}

/** Notes a tool's output as the model reads it. */
export function settle(run: AgentRun, place: number, output: Json): void {
  const call = run.calls[place];
  if (!call) return;
  const text = textOf(output);
  call.result =
    text.length > LONGEST_RESULT
      ? `${plainText(text.slice(0, LONGEST_RESULT))}… (cut: ${text.length} characters)`
      : text;
}

export function failed(run: AgentRun, place: number, { title, detail }: WorkflowError): void {
  settle(run, place, `error: ${detail ?? title ?? 'it failed'}`);
}

/** The messages that answer the model's calls, once all are done; undefined before. */
export function answersOf(calls: readonly AgentCall[]): Json[] | undefined {
  if (calls.some(({ result }) => result === undefined)) return undefined;
  return calls.map(({ id, result = '' }) => ({ role: 'tool', tool_call_id: id, content: result }));
}

type Inside = {
  readonly task: TaskPlan;
  readonly place: number;
  readonly rawInput: Json;
  readonly variables?: Frame['variables'];
};

function begin(turn: Turn, frame: Frame, run: AgentRun, { variables = frame.variables, ...inside }: Inside): void {
  turn.beginLater({ ...inside, parent: frame, iteration: iterationOf(frame, run, inside.place), variables });
}

function iterationOf({ iteration }: Frame, { spent, calls }: AgentRun, place: number): string {
  const { mark } = calls[place] ?? {};
  return [iteration, spent.turns, place, ...(mark === undefined ? [] : [mark])].join('.');
}

/** Deterministic, and unguessable. */
function approvalOf({ state }: Turn, frame: Frame, run: AgentRun, place: number): string {
  const whole = runKey(state, { ...frame, iteration: iterationOf(frame, run, place) });
  return hash('sha256', whole).slice(0, 32);
}
