import type { Json } from '@mesh/jq/json';
import { expect, test } from 'vitest';
import type { End } from '../../src/engine/loaded.ts';
import type { Perform } from '../../src/engine/perform-effect.ts';
import type { Append } from '../../src/journal/append.ts';
import { WorkflowFault } from '../../src/workflow-fault.ts';
import { planOf, tasks } from '../simulation.ts';
import { endIn, engineAlone } from './engine-alone.ts';

const nothing = () => {};

/** Runs one execution to its end, with a journal in memory. */
async function ended(yaml: string, perform: Perform): Promise<{ end: End; written: string }> {
  const written: Append[] = [];
  const append = async (one: Append) => {
    written.push(one);
    return 'done' as const;
  };
  const end = await endIn(engineAlone({ journal: { depth: 0, append }, perform }), planOf(tasks(yaml)));
  return { end, written: JSON.stringify(written) };
}

const hear = `
  - hear: {call: asyncapi, with: {document: {endpoint: https://a.example}, channel: c, subscription: {consume: {amount: 2}}}}`;

test.each<[string, Json]>([
  ['NUL', { payload: '\0' }],
  ['half of a surrogate pair', { payload: { '\ud800': 1 } }],
  ['a nesting without end', JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))],
])('a message with %s fails its task, is not written, and ends the subscription', async (_what, hostile) => {
  const signals: AbortSignal[] = [];
  const { end, written } = await ended(hear, async (_about, _effect, signal, say = nothing) => {
    signals.push(signal);
    say({ payload: 'good' });
    say(hostile);
    say({ payload: 'late' });
    return new Promise(() => {});
  });
  expect(end).toMatchObject({ status: 'faulted', error: { status: 500, instance: '/do/0/hear' } });
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  expect(written).toContain('good');
  expect(written).not.toMatch(/late|\\\\u0000|\\\\ud800/);
});

test('an error of a stranger is written with marks for what is no text', async () => {
  const { end, written } = await ended(hear, async () => {
    throw new WorkflowFault({ type: 'https://a.example/e', status: 400, title: 'a\0b', detail: '\ud800' });
  });
  expect(end).toMatchObject({ error: { title: 'a\ufffdb', detail: '\ufffd', instance: '/do/0/hear' } });
  expect(written).not.toMatch(/\\\\u0000|\\\\ud800/);
});
