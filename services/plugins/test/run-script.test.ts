import { openLog } from '@mesh/runtime/log';
import { afterAll, expect, test } from 'vitest';
import { runScript } from '../src/function/run-script.ts';
import { Sandbox } from '../src/sandbox/sandbox.ts';

const sandbox = new Sandbox({ log: openLog('test', 'silent') });
afterAll(() => sandbox[Symbol.asyncDispose]());
const handler = runScript(sandbox);
const run = (source: string, input: unknown) =>
  handler(
    { params: {}, query: {}, headers: {}, body: { source, input } } as Parameters<typeof handler>[0],
    { signal: new AbortController().signal } as Parameters<typeof handler>[1],
  );

test('a script runs in the sandbox, which gives it its input and nothing of the machine', async () => {
  const source = 'export default ({ a }) => ({ sum: a + 1, machine: typeof require + typeof fetch + typeof process })';
  expect(await run(source, { a: 1 })).toMatchObject({
    output: { sum: 2, machine: 'undefinedundefinedundefined' },
  });
});

test('what breaks in it is told as a failure', async () => {
  await expect(run('export default () => { throw new Error("no") }', {})).rejects.toMatchObject({
    code: 'plugin-function-failed',
  });
});
