import { readdirSync, readFileSync } from 'node:fs';
import type { MeshError } from '@mesh/contracts/mesh-error';
import { silent } from '@mesh/runtime/log';
import { afterAll, describe, expect, test } from 'vitest';
import { Sandbox } from '../src/sandbox/sandbox.ts';
import type { Job } from '../src/sandbox/sandbox-messages.ts';
import { startSandbox } from '../src/sandbox/start-sandbox.ts';
import { hostileCode } from './hostile-code.ts';

const sandbox = new Sandbox({ log: silent });
afterAll(() => sandbox[Symbol.asyncDispose]());
const job = (source: string, more: Partial<Job> = {}): Job => ({
  source,
  file: 'functions/f.js',
  input: '{"x":21}',
  inputSchema: {},
  wallMs: 1_000,
  ...more,
});
const ends = (run: Promise<{ output: unknown }>) =>
  run.then(
    ({ output }) => ({ reason: 'done', message: '', output }),
    (error: MeshError) => ({
      reason: error.extra?.['reason'] ?? error.code,
      message: error.message,
      output: undefined,
    }),
  );

describe('hostile code ends as it should, and escapes nowhere', () => {
  for (const [title, source, reason, others = []] of hostileCode)
    test.concurrent(`that ${title}`, async () => {
      const wallMs = reason === 'timeout' ? 400 : 30_000; // enough on a busy machine
      const ended = await ends(sandbox.run(job(source, { wallMs })));
      expect([reason, ...others]).toContain(ended.reason);
      expect(JSON.stringify(ended)).not.toMatch(/ESCAPED|root:|planted/);
      expect(ended.message.length).toBeLessThan(1_200);
    });

  test('and the next function runs as if nothing had been', async () => {
    const { output } = await sandbox.run(job('export default ({ x }) => ({ twice: x * 2 });'));
    expect(output).toEqual({ twice: 42 });
  });
});

describe('a function', () => {
  test('may be async, log, and use date and chance', async () => {
    const source = `export default async ({ x }) => { console.log('got', { x }); console.warn(null, undefined); await null;
      return [x, typeof Date.now(), Math.random() < 1]; }`;
    const { output, logs, durationMs } = await sandbox.run(job(source));
    expect({ output, logs }).toEqual({ output: [21, 'number', true], logs: ['got {"x":21}', 'null undefined'] });
    expect(durationMs).toBeGreaterThan(0);
  });

  test('that answers nothing answers null', async () => {
    expect((await sandbox.run(job('export default () => {};'))).output).toBeNull();
  });

  test('gets only input that its schema allows', async () => {
    const inputSchema = { type: 'object', required: ['x', 'y'], properties: { x: { type: 'string' } } };
    await expect(sandbox.run(job('export default () => 1;', { inputSchema }))).rejects.toMatchObject({
      code: 'unprocessable',
      errors: expect.arrayContaining([expect.objectContaining({ pointer: '/body/input/x' })]),
    });
  });

  test('whose answer breaks its schema fails with `output`', async () => {
    const outputSchema = { type: 'object', properties: { answer: { type: 'string' } } };
    const ended = await ends(sandbox.run(job('export default () => ({ answer: 1 });', { outputSchema })));
    expect(ended).toMatchObject({ reason: 'output', message: expect.stringContaining('/answer') });
  });

  test('whose schema never ends is stopped with its process', async () => {
    const inputSchema = { properties: { x: { pattern: '^(a+)+$' } } };
    const input = JSON.stringify({ x: `${'a'.repeat(60)}!` });
    const ended = await ends(sandbox.run(job('export default () => 1;', { input, inputSchema, wallMs: 300 })));
    expect(ended.reason).toBe('timeout');
  });

  test('is heard when it fails: its message and what it logged', async () => {
    const source = `export default () => { console.log('before'); throw new RangeError('too far'); };`;
    await expect(sandbox.run(job(source))).rejects.toMatchObject({
      message: 'the function failed: RangeError: too far',
      extra: { reason: 'error', logs: ['before'] },
    });
  });

  test('writes of an object that JSON cannot hold that it is one, and goes on', async () => {
    const source = `export default () => { const own = { big: 1n }; own.own = own; console.log('got', own, { big: 1n }); };`;
    const { logs } = await sandbox.run(job(source));
    expect(logs).toEqual(['got [object Object] [object Object]']);
  });

  test('writes at most 64 KiB of logs', async () => {
    const { logs } = await sandbox.run(
      job(`export default () => { for (let i = 0; i < 500; i++) console.log('x'.repeat(999)); };`),
    );
    expect(logs.join('\n').length).toBeLessThan(64 * 1024);
    expect(logs.at(-1)).toContain('cut');
  });
});

describe('the sandbox', () => {
  test('keeps one process ready after a call, and lets it go when nobody calls', async () => {
    await using own = new Sandbox({ log: silent, idleMs: 200 });
    expect(own.sparePid).toBeUndefined();
    await own.run(job('export default () => 1;'));
    expect(own.sparePid).toBeTypeOf('number');
    await expect.poll(() => own.sparePid, { timeout: 10_000 }).toBeUndefined();
  });

  test('lets so many wait, and refuses the rest at once', async () => {
    await using own = new Sandbox({ log: silent });
    const slow = job('export default () => { for (;;); };', { wallMs: 100 });
    const all = await Promise.all(Array.from({ length: 75 }, () => ends(own.run(slow, AbortSignal.timeout(2_000)))));
    expect(all.filter(({ message }) => message.startsWith('too many'))).toHaveLength(7);
    expect(all.some(({ reason }) => reason === 'timeout')).toBe(true);
  });

  test('gives its process no environment and no pipe but its own', async () => {
    await using process = startSandbox();
    const { pid } = process;
    const environment = () => readFileSync(`/proc/${pid}/environ`, 'utf8');
    expect(environment()).toBe('');
    const inherited = readdirSync(`/proc/${globalThis.process.pid}/fd`).length;
    expect(inherited).toBeGreaterThan(3);
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('--permission');
  });
});
