import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { silent } from '@mesh/runtime/log';
import { afterAll, expect, test } from 'vitest';
import { localProvider } from '../src/embedding/local-provider.ts';
import { ModelHost } from '../src/embedding/model-host.ts';

/** The model takes a second to load, and longer beside others. */
const PATIENT = { timeout: 60_000 };

const local = localProvider({ idleMs: 60_000, log: silent });
const { signal } = new AbortController();
afterAll(() => local[Symbol.asyncDispose]());

function cosine(a: ArrayLike<number> = [], b: ArrayLike<number> = []): number {
  return Array.from(a).reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

test('a question is nearer to the sentence that answers it', PATIENT, async () => {
  const embedding = local.describe({});
  const [question, answer, other] = await local.embed(
    embedding,
    ['How do I reset my password?', 'Change your password in the account settings.', 'The recipe needs two eggs.'],
    signal,
  );
  expect(question).toHaveLength(embedding.dimensions);
  expect(cosine(question, answer)).toBeGreaterThan(cosine(question, other) + 0.1);
});

test('the same text gives the same vector, alone and among others', PATIENT, async () => {
  const embedding = local.describe({});
  const [alone] = await local.embed(embedding, ['The mesh stands.'], signal);
  const [, among] = await local.embed(embedding, ['Something else, and longer.', 'The mesh stands.'], signal);
  expect(cosine(alone, among)).toBeCloseTo(1, 5);
});

test('a very long text and one without known words get a vector too', PATIENT, async () => {
  const vectors = await local.embed(local.describe({}), ['word '.repeat(13_000), '😀\u2063'], signal);
  expect(vectors.map((vector) => Array.from(vector).every(Number.isFinite))).toEqual([true, true]);
});

test('another model than the one that is there is refused', () => {
  expect(() => local.describe({ model: 'ada' })).toThrow(expect.objectContaining({ code: 'embedding-unavailable' }));
});

test('an idle model leaves memory and comes back when it is asked', PATIENT, async () => {
  await using host = new ModelHost({ idleMs: 1, log: silent });
  await host.embed(['one']);
  await expect.poll(() => host.loaded, { timeout: 10_000 }).toBe(false);
  expect(await host.embed(['two'])).toHaveLength(1);
});

test('a model whose process has just died is no longer waited for', PATIENT, async () => {
  const started = Promise.withResolvers<ChildProcess>();
  const hear = (message: unknown) => started.resolve((message as { process: ChildProcess }).process);
  subscribe('child_process', hear);
  const host = new ModelHost({ idleMs: 60_000, log: silent });
  const refused = expect(host.embed(['one'])).rejects.toThrow('has ended');
  const child = await started.promise;
  unsubscribe('child_process', hear);
  const disposed = Promise.withResolvers<void>();
  child.once('exit', () => disposed.resolve(host[Symbol.asyncDispose]()));
  child.kill('SIGKILL');
  await Promise.all([refused, disposed.promise]);
});
