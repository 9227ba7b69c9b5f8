// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import { expect, test } from 'vitest';
import { checkedCalls } from '../../src/effect/llm/checked-calls.ts';
import { APPROVAL_EVENT } from '../../src/plan/compile/compile-agent.ts';
import { Run } from '../interpreter/run.ts';
import { planOf, tasks } from '../simulation.ts';

const yaml = (more: string) =>
  tasks(`
  - ask: {call: agent, with: {model: m, instructions: help, input: go${more}}}`);
const turn = (calls: object[] = [], usage: object = {}, content = calls.length > 0 ? '' : 'done') => ({
  content,
  calls,
  finishReason: 'stop',
  model: 'm',
  usage: { inputTokens: 60, outputTokens: 40, cost: 0.5, ...usage },
});
const use = (name: string, approval = false) => ({
  id: `id-${name}`,
  name,
  arguments: '{}',
  effect: { function: `p.${name}:1.0.0@plugins`, arguments: { for: name } },
  approval,
});
const reasonOf = (run: Run) => run.entries.findLast(({ type }) => type === 'execution.suspended')?.data['reason'];
const outputOf = (run: Run) => run.state.ended?.status === 'completed' && run.state.ended.output;

test('tools of one turn are used side by side, and the model is told in the order in which it asked', () => {
  const run = new Run(planOf(yaml('')));
  run.answer('turn', turn([use('a'), use('b')]));
  run.answer('b', { said: 'b' });
  run.crash();
  run.answer('a', { said: 'a' });
  const { messages } = run.underWay('turn').arguments as { messages: { content: string }[] };
  expect(messages.slice(-2).map(({ content }) => content)).toEqual(['{"said":"a"}', '{"said":"b"}']);
  run.answer('turn', turn());
  expect(outputOf(run)).toBe('done');
  const keys = run.asked.map(({ key }) => key);
  expect(new Set(keys).size).toBe(4);
});

test('a budget that is spent already is not taken by resuming, and changes nothing', () => {
  const run = new Run(planOf(yaml(', budget: {turns: 1}')));
  run.answer('turn', turn([use('a')]));
  run.answer('a');
  const lowered = { turns: 1, tokens: 100 };
  for (const budget of [lowered, { task: '/do/0/ask', ...lowered }]) run.take({ kind: 'resumed', by: 'key_1', budget });
  expect([run.state.suspended, run.told('execution.resumed')]).toEqual([true, []]);
  run.take({ kind: 'resumed', by: 'key_1', budget: { task: '/do/0/ask', turns: 2 } });
  run.crash();
  run.answer('turn', turn());
  expect(outputOf(run)).toBe('done');
});

test.each([
  ['turns: 1', 'the task has used 1 of 1 (turns)', { turns: 2 }],
  ['tokens: 100', 'the task has used 100 of 100 (tokens)', { tokens: 1_000 }],
  ['cost: 0.5', 'the task has used 0.5 of 0.5 (cost)', { cost: 2 }],
])('a budget of %s suspends, and goes on from there once it is raised', (budget, why, more) => {
  const run = new Run(planOf(yaml(`, budget: {${budget}}`)));
  run.answer('turn', turn([use('a')]));
  run.answer('a');
  expect(run.state.suspended).toBe(true);
  expect(reasonOf(run)).toBe(`budget_reached: ${why}`);
  run.crash();
  run.take({ kind: 'resumed', by: 'key_1' });
  expect(run.state.suspended).toBe(true);
  expect(run.asked).toHaveLength(2);
  run.take({ kind: 'resumed', by: 'key_1', budget: { task: '/do/0/ask', ...more } });
  run.crash();
  run.answer('turn', turn());
  expect(outputOf(run)).toBe('done');
});

test('the budget of an execution counts all its models, and is raised as a whole', () => {
  const head =
    'document: {dsl: 1.0.0, namespace: test, name: test, version: 1.0.0, metadata: {budget: {tokens: 150}}}\n';
  const one = (name: string) => `\n  - ${name}: {call: llm, with: {model: m, messages: [{role: user, content: hi}]}}`;
  const run = new Run(planOf(`${head}do:${one('first')}${one('second')}${one('third')}`));
  run.answer('turn', turn());
  run.answer('turn', turn());
  expect(reasonOf(run)).toBe('budget_reached: the execution has used 200 of 150 (tokens)');
  run.take({ kind: 'resumed', by: 'key_1', budget: { tokens: 500 } });
  run.answer('turn', turn());
  expect(run.state.spent).toEqual({ turns: 3, tokens: 300, cost: 1.5 });
  expect(outputOf(run)).toBe('done');
});

test('a turn that its workspace does not pay for is asked again when the execution is resumed', () => {
  const run = new Run(planOf(yaml('')));
  run.answer('turn', { held: 'budget_reached: the workspace has used 9 of 9 (tokens)' });
  expect(reasonOf(run)).toMatch(/the workspace has used 9 of 9/);
  run.crash();
  run.take({ kind: 'resumed', by: 'key_1' });
  run.answer('turn', turn());
  expect(outputOf(run)).toBe('done');
  expect(run.state.spent.turns).toBe(1);
});

/** What a model asks of a tool, as the effect of its turn tells it. */
const checked = (given: object, approval = false) => {
  const effect = () => ({ function: 'p.pay:1.0.0@plugins', arguments: given as never });
  const tool = { name: 'pay', description: undefined, parameters: true, approval, effect };
  const calls = [{ id: 'id', name: 'pay', arguments: JSON.stringify(given) }];
  return checkedCalls({ calls, finishReason: 'tool_calls' }, [tool], 'key');
};
const triedAgain = `
  - safely:
      try: [{ask: {call: agent, with: {model: m, instructions: help, input: go}}}]
      catch: {retry: {delay: PT1S, limit: {attempt: {count: 3}}}}`;

test('an agent that is tried again uses its tools as before for the same arguments, and anew for others', () => {
  const run = new Run(planOf(tasks(triedAgain)));
  const uses = [5, 5, 7].map((amount) => {
    run.answer('turn', turn(checked({ amount })));
    const { key } = run.underWay('pay');
    run.answer('pay');
    run.fail('turn', 400);
    run.wake();
    run.crash();
    return key;
  });
  expect(uses[1]).toBe(uses[0]);
  expect(uses[2]).not.toBe(uses[0]);
});

test('who approves of a tool approves of these arguments, and not of others when its agent is tried again', () => {
  const run = new Run(planOf(tasks(triedAgain)));
  const approvals = [5, 7].map((amount) => {
    run.answer('turn', turn([...checked({ amount }, true), use('other')]));
    run.fail('other');
    const { approval } = run.entries.findLast(({ type }) => type === 'approval.asked')?.data ?? {};
    decide(run, { approval, decision: 'deny' });
    run.fail('turn', 400);
    run.wake();
    return approval;
  });
  expect(new Set(approvals).size).toBe(2);
});

const asked = (run: Run) => run.entries.find(({ type }) => type === 'approval.asked')?.data;
const decide = (run: Run, data: object) => {
  const frame = [...run.state.frames.values()].find(({ listening }) => listening)?.id ?? 0;
  const event = { id: String(run.now), source: 'https://a.example', type: APPROVAL_EVENT, data: data as never };
  run.take({ kind: 'heard', frame, event, place: '1' });
};
const answerTo = (run: Run) =>
  (run.underWay('turn').arguments as { messages: { content: string }[] }).messages.at(-1)?.content;

test('a tool that needs approval waits for a person, and is used when they say yes', () => {
  const run = new Run(planOf(yaml(', approval: {expires: PT1H}')));
  run.answer('turn', turn([use('pay', true)]));
  expect(run.asked).toHaveLength(1);
  expect(asked(run)).toMatchObject({ tool: 'pay', arguments: { for: 'pay' }, until: '2026-01-01T01:00:00.000Z' });
  run.crash();
  decide(run, { approval: 'of another', decision: 'approve' });
  expect(run.asked).toHaveLength(1);
  decide(run, { approval: asked(run)?.['approval'], decision: 'approve', by: 'key_1' });
  run.answer('pay', 'paid');
  run.crash();
  expect(answerTo(run)).toBe('paid');
  run.answer('turn', turn());
  expect(run.told('approval.decided')).toHaveLength(1);
});

test('a tool that is denied, and one that nobody decides about, are answered so', () => {
  const denied = new Run(planOf(yaml('')));
  denied.answer('turn', turn([use('pay', true)]));
  decide(denied, { approval: asked(denied)?.['approval'], decision: 'deny', reason: 'too dear' });
  expect(answerTo(denied)).toBe('error: a person said no: too dear');
  const late = new Run(planOf(yaml(', approval: {expires: PT1H}')));
  late.answer('turn', turn([use('pay', true)]));
  late.wake();
  expect(answerTo(late)).toBe('error: nobody approved of it in time');
  expect(late.asked.map(({ pointer }) => pointer)).toEqual(['/do/0/ask/turn', '/do/0/ask/turn']);
});

test('an agent that fails is retried from the turn that failed', () => {
  const run = new Run(planOf(yaml('')));
  run.answer('turn', turn([use('a')]));
  run.answer('a');
  run.fail('turn', 401);
  expect(run.state.ended?.status).toBe('faulted');
  run.take({ kind: 'retried', by: 'key_1' });
  run.crash();
  run.answer('turn', turn());
  expect(outputOf(run)).toBe('done');
  expect(run.told('task.completed').filter((name) => name === 'a')).toHaveLength(1);
});

test('where a turn is made at most once and its answer is lost, a person gives it, or has it made again', () => {
  const once = planOf(yaml('').replace('}}', '}, metadata: {retry: never}}'));
  const lost = () => {
    const run = new Run(once);
    run.answer('turn', turn([use('a')]));
    run.answer('a');
    run.take({ kind: 'outcome-unknown', frame: run.underWay('turn').frame });
    expect(reasonOf(run)).toBe('outcome_unknown');
    run.crash();
    return run;
  };
  const told = lost();
  told.take({ kind: 'resumed', by: 'key_1', outcome: { output: 'as I remember' } });
  expect(outputOf(told)).toBe('as I remember');
  const again = lost();
  again.take({ kind: 'resumed', by: 'key_1', outcome: { repeat: true } });
  again.answer('turn', turn());
  expect(outputOf(again)).toBe('done');
  const held = new Run(once);
  held.answer('turn', { held: 'budget_reached: the workspace' });
  held.take({ kind: 'resumed', by: 'key_1' });
  held.answer('turn', turn());
  expect(outputOf(held)).toBe('done');
});

test('a task that says so is not tried again', () => {
  const run = new Run(planOf(yaml('').replace('}}', '}, metadata: {retry: never}}')));
  run.fail('turn', 503);
  expect(run.state.ended?.status).toBe('faulted');
  const patient = new Run(planOf(yaml('')));
  const error = { type: 'https://serverlessworkflow.io/spec/1.0.0/errors/communication', status: 503 };
  patient.take({ kind: 'effect-failed', frame: patient.underWay('turn').frame, error, retryAfterMs: 7_000 });
  const began = patient.now;
  patient.wake();
  expect(patient.now - began).toBe(7_000);
  expect(patient.asked.map(({ key }) => key)).toEqual(Array(2).fill(patient.underWay('turn').key));
});

test('a timeout of the task ends it, whatever is under way', () => {
  const limited = yaml('').replace('}}', '}, timeout: {after: PT5S}}');
  const run = new Run(planOf(limited));
  run.answer('turn', turn([use('a')]));
  run.wake();
  expect(run.state.ended).toMatchObject({ status: 'faulted', error: { status: 408 } });
});
