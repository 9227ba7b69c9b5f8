import { startExecution } from '@mesh/contracts/executions';
import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import { takeTasks } from '@mesh/contracts/queues';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Question } from '../src/http/question.ts';
import { askInPortions } from '../src/http/waiting/ask-in-portions.ts';
import { type LongWait, longWaits } from '../src/http/waiting/long-waits.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const taking = longWaits.get(takeTasks) as LongWait;
const starting = longWaits.get(startExecution) as LongWait;
const nothing = { tasks: [] };
const take = (waitMs: unknown): Question => ({
  params: { queue: 'q' },
  query: {},
  headers: {},
  body: { max: 2, waitMs },
});
const start = (prefer: unknown): Question => ({ params: {}, query: {}, headers: { prefer }, body: {} });
const pass = (ms: number) => new Promise((passed) => setTimeout(passed, ms));
const lost = () => new MeshError('deadline-exceeded', 'no answer');

/** Waits, and answers with what `answers` has for each question, the last for all that follow. */
async function asked(wait: LongWait, question: Question, answers: unknown[], isWaitedFor = () => true) {
  const questions: Question[] = [];
  const ask = async (one: Question, deadlineMs: number) => {
    questions.push(one);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    await pass(answer instanceof Error ? deadlineMs : wait.waitMs(one));
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const began = performance.now();
  const waiting = askInPortions(wait, question, { ask, isWaitedFor }).catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  return { answer: await waiting, questions, ms: performance.now() - began };
}
const waitsOf = (questions: readonly Question[]) => questions.map(({ body }) => (body as { waitMs: number }).waitMs);

test('what waits long is asked in portions until it has happened, and as it was asked but for that', async () => {
  const task = { tasks: [{}] };
  const { answer, questions } = await asked(taking, take(30_000), [nothing, nothing, task]);
  expect(answer).toBe(task);
  expect(waitsOf(questions)).toEqual([5_000, 5_000, 5_000]);
  expect(questions[0]).toEqual(take(5_000));
});

test('it waits as long as was asked, and no longer', async () => {
  const { answer, questions, ms } = await asked(taking, take(12_000), [nothing]);
  expect(answer).toBe(nothing);
  expect(waitsOf(questions)).toEqual([5_000, 5_000, 2_000]);
  expect(ms).toBe(12_000);
});

test('a portion that is lost is asked again, and the last one tells that it is', async () => {
  const task = { tasks: [{}] };
  const { answer, ms } = await asked(taking, take(30_000), [lost(), task]);
  expect(answer).toBe(task);
  expect(ms).toBeLessThanOrEqual(20_000);
  expect((await asked(taking, take(20_000), [lost()])).answer).toMatchObject({ code: 'deadline-exceeded' });
});

test('a refusal is one at once', async () => {
  const refusal = new MeshError('forbidden', 'no');
  expect(await asked(taking, take(30_000), [refusal])).toMatchObject({ answer: refusal, questions: [{}] });
});

test('for whoever has gone, and at a stop, it is over after the portion that is under way', async () => {
  const { answer, questions } = await asked(taking, take(30_000), [nothing], () => false);
  expect([answer, waitsOf(questions)]).toEqual([nothing, [5_000]]);
});

test('an execution is waited for under the same id until it has ended', async () => {
  const [running, ended] = [{ id: newId('exe') }, { id: newId('exe'), endedAt: '2026-01-01T00:00:00.000Z' }];
  const { answer, questions } = await asked(starting, start('respond-async, wait=60'), [running, running, ended]);
  expect(answer).toBe(ended);
  expect(questions).toEqual([start('wait=5'), start('wait=5'), start('wait=5')]);
});

test.each([
  take(0),
  take(60_000),
  take('5'),
  take(undefined),
  { ...take(0), body: [] },
  { ...take(0), body: undefined },
])('what does not wait, or as nobody may, is asked as it is: %j', (question) =>
  expect(taking.waitMs(question)).toBe(0),
);

test.each([
  [undefined, 0],
  [7, 0],
  ['wait=90', 60_000],
  ['wait="3"', 3_000],
])('Prefer: %s', (prefer, ms) => {
  expect(starting.waitMs(start(prefer))).toBe(ms);
});
