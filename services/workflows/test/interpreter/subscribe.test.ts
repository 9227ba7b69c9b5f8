import { expect, test } from 'vitest';
import { planOf, tasks } from '../simulation.ts';
import { Run } from './run.ts';

const plan = (subscription: string) =>
  planOf(
    tasks(`
  - hear: {call: asyncapi, with: {document: {endpoint: https://a.example}, channel: c, subscription: ${subscription}}}
  - last: {set: "\${ {heard: .} }"}`),
  );
const say = (run: Run, text: string) => {
  const { frame } = run.underWay('hear');
  run.take({ kind: 'message-came', frame, message: { payload: text, headers: {} } });
};

test('what was consumed is consumed once, over crashes, and the subscription is asked for again', () => {
  const run = new Run(plan('{consume: {amount: 3}}'));
  say(run, 'a');
  run.crash();
  say(run, 'b');
  run.crash();
  expect(run.underWay('hear')).toMatchObject({ function: 'asyncapi:subscribe', arguments: { channel: 'c' } });
  say(run, 'c');
  expect(run.state.ended).toMatchObject({
    status: 'completed',
    output: { heard: [{ payload: 'a' }, { payload: 'b' }, { payload: 'c' }] },
  });
});

test('messages wait for the iteration before them, and what comes too late is not heard', () => {
  const run = new Run(
    plan(
      '{consume: {amount: 2}, foreach: {do: [{ask: {call: http, with: {method: get, endpoint: "https://a.example"}}}]}}',
    ),
  );
  const { frame } = run.underWay('hear');
  say(run, 'a');
  say(run, 'b');
  run.take({ kind: 'message-came', frame, message: 'c' });
  run.crash();
  expect(() => run.underWay('hear')).toThrow();
  run.answer('ask', 1);
  run.answer('ask', 2);
  expect(run.state.ended).toEqual({ status: 'completed', output: { heard: [1, 2] } });
});

test('while an execution is suspended messages are kept, and worked on when it goes on', () => {
  const run = new Run(plan('{consume: {amount: 1}, foreach: {do: [{mark: {set: {marked: "${ $item.payload }"}}}]}}'));
  run.take({ kind: 'suspended', by: 'key_1' });
  say(run, 'a');
  expect(run.state.ended).toBeUndefined();
  run.take({ kind: 'resumed', by: 'key_1' });
  expect(run.state.ended).toEqual({ status: 'completed', output: { heard: [{ marked: 'a' }] } });
});

test('the subscription ends with its time, and with its server', () => {
  const timed = new Run(plan('{consume: {amount: 9, for: {seconds: 5}}}'));
  say(timed, 'a');
  timed.wake();
  expect(timed.state.ended).toMatchObject({ output: { heard: [{ payload: 'a' }] } });
  const ended = new Run(plan('{consume: {amount: 9}}'));
  ended.answer('hear', null);
  expect(ended.state.ended).toMatchObject({ output: { heard: [] } });
});
