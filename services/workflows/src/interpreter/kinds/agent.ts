import type { Json } from '@mesh/jq/json';
import type { PlanOf, RetryPlan, TaskPlan } from '../../plan/plan.ts';
import type { WorkflowError } from '../../workflow-fault.ts';
import { reached, spend } from '../budget.ts';
import type { Frame } from '../frame.ts';
import { suspend } from '../happenings/suspend.ts';
import { runKey } from '../run-key.ts';
import type { Turn } from '../turn.ts';
import { answerOf } from './agent-answer.ts';
import { type AgentRun, beginRun, type TurnAnswer, turnAnswer } from './agent-run.ts';
import { answersOf, decided, failed, settle, useTools } from './agent-tools.ts';
import type { Kind } from './kind.ts';
import { retryLater } from './retry-later.ts';

/** Retries for a busy or broken endpoint: five attempts with growing pauses. */
const patience: RetryPlan = {
  backoff: 'exponential',
  delay: () => 'PT1S',
  jitter: { from: () => 'PT0S', to: () => 'PT1S' },
  most: 4,
};
const TURN = 'turn';
type Sent = Exclude<TurnAnswer, { held: string }>;

/**
 * A model and its turns. Each turn is a task inside it, and so is each tool call: results are journalled before the next turn
 * begins. A reached limit suspends the execution; resumed, it continues with the next turn.
 */
export const agent: Kind = {
  begin(turn, frame) {
    const { agent: plan } = planOf(frame);
    turn.note('task.started', frame.task.pointer, { call: plan.function });
    frame.agent = beginRun(plan, plan.with(frame.input, turn.bindings(frame)), frame.input);
    askModel(turn, frame, frame.agent);
  },
  childCompleted(turn, frame, child, output) {
    const { agent: run } = frame;
    if (!run) return;
    const { task, place } = child;
    if (isTurn(task)) {
      const answer = turnAnswer(output);
      return 'held' in answer ? notSent(turn, run, child, answer.held) : answered(turn, frame, run, answer);
    }
    if (task.kind === 'listen') decided(turn, frame, run, place, (output as Json[])[0] ?? null);
    else settle(run, place, output);
    goOn(turn, frame, run);
  },
  childFailed(turn, frame, error, retryAfterMs, child) {
    const { agent: run } = frame;
    if (!run || !child) return false;
    const { task, place } = child;
    if (isTurn(task)) return tryAgain(turn, frame, error, retryAfterMs);
    if (task.kind === 'listen') decided(turn, frame, run, place, 'expired');
    else failed(run, place, error);
    goOn(turn, frame, run);
    return true;
  },
  woken: (turn, frame) => turn.later((later) => frame.agent && askModel(later, frame, frame.agent)),
  resumed(turn, frame) {
    const { agent: run } = frame;
    if (!run?.isHeld) return;
    run.isHeld = false;
    turn.later((later) => askModel(later, frame, run));
  },
};

function planOf({ task }: Frame): PlanOf<'agent'> {
  return task as PlanOf<'agent'>;
}

function isTurn({ name, kind }: TaskPlan): boolean {
  return kind === 'call' && name === TURN;
}

/** Starts a turn, unless a limit is reached. A retried turn keeps its key. */
function askModel(turn: Turn, frame: Frame, run: AgentRun): void {
  if (!turn.state.frames.has(frame.id)) return; // dropped meanwhile
  const { budget, spent } = turn.state;
  const why = reached('the task', run.budget, run.spent) ?? reached('the execution', budget, spent);
  if (why !== undefined) return void hold(turn, run, why);
  const { agent: plan } = planOf(frame);
  const task: TaskPlan = {
    ...plan.inside,
    kind: 'call',
    pointer: `${plan.inside.pointer}/${TURN}`,
    name: TURN,
    once: frame.task.once,
    call: { function: 'llm', with: (input) => input, secrets: plan.secrets },
  };
  const iteration = `${frame.iteration}.${run.spent.turns}`;
  const rawInput = { ...run.request, messages: [...run.messages] };
  turn.beginLater({ task, parent: frame, place: 0, iteration, variables: frame.variables, rawInput });
}

function hold(turn: Turn, run: AgentRun, why: string): void {
  run.isHeld = true;
  suspend(turn, 'mesh', why);
}

/** The at-most-once request was not sent. */
function notSent(turn: Turn, run: AgentRun, asked: Frame, why: string): void {
  turn.state.askedOnce.delete(runKey(turn.state, asked));
  hold(turn, run, why);
}

function answered(turn: Turn, frame: Frame, run: AgentRun, answer: Sent): void {
  const { calls, usage } = answer;
  const used = { tokens: usage.inputTokens + usage.outputTokens, cost: usage.cost };
  spend(run.spent, used);
  spend(turn.state.spent, used);
  frame.attempts = undefined;
  run.messages.push(said(answer));
  if (calls.length === 0) return void finish(turn, frame, run, answer);
  run.calls = calls.map((call) => ({ ...call }));
  useTools(turn, frame, run);
  goOn(turn, frame, run);
}

function said({ content, thoughts, calls }: Sent): Json {
  const asked = calls.map(({ id, name, arguments: given, extra }) => ({
    id,
    type: 'function',
    function: { name, arguments: given },
    ...(extra !== undefined && { extra_content: extra }),
  }));
  return { role: 'assistant', content, ...thoughts, ...(asked.length > 0 && { tool_calls: asked }) };
}

/** Starts the next turn once all tool calls of the last one are answered. */
function goOn(turn: Turn, frame: Frame, run: AgentRun): void {
  const answers = answersOf(run.calls);
  if (!answers || run.calls.length === 0) return;
  run.messages.push(...answers);
  run.calls = [];
  askModel(turn, frame, run);
}

function finish(turn: Turn, frame: Frame, run: AgentRun, answer: Sent): void {
  const { content, misfit } = answerOf(planOf(frame).agent, run, answer.content);
  if (misfit !== undefined) {
    run.messages.push({ role: 'user', content: misfit });
    return void askModel(turn, frame, run);
  }
  const { finishReason, model } = answer;
  const response = { content, finishReason, model, usage: { ...run.spent } };
  turn.complete(frame, run.output === 'content' ? content : response);
}

function tryAgain(turn: Turn, frame: Frame, error: WorkflowError, retryAfterMs: number | undefined): boolean {
  const { status } = error;
  if (frame.task.once) return false;
  if (status !== 408 && status !== 429 && !(status >= 500 && error.type.endsWith('/communication'))) return false;
  frame.attempts ??= { count: 1, firstAt: turn.at };
  return retryLater(turn, frame, { policy: patience, error, retryAfterMs, bindings: turn.bindings(frame) });
}
