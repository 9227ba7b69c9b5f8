import { createSecretKey, randomBytes } from 'node:crypto';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Json } from '@mesh/jq/json';
import { silent } from '@mesh/runtime/log';
import { expect, test, vi } from 'vitest';
import type { Entry } from '../../src/interpreter/entry.ts';
import type { Happening } from '../../src/interpreter/happening.ts';
import type { Append, Appended } from '../../src/journal/append.ts';
import { KeepingJournal } from '../../src/payload/keeping-journal.ts';
import { isLarge, keptAppend } from '../../src/payload/kept-append.ts';
import type { KeptHappening, StoredEntry } from '../../src/payload/reference.ts';
import { openPayload, sealPayload } from '../../src/payload/sealed-payload.ts';
import { isLong, isLongerThan, LARGE_BYTES } from '../../src/payload/size.ts';
import { wholeEntry, wholeHappening } from '../../src/payload/whole.ts';

const LARGE = 'x'.repeat(LARGE_BYTES);
const place = { workspaceId: 'ws_1', executionId: 'exe_1' };

/** An append of one row. */
function appendOf(happening: Happening, entries: readonly Entry[], create = false): Append {
  const texts = { happening: JSON.stringify(happening), entries: JSON.stringify(entries) };
  const row = { seq: 1, entryCount: entries.length, at: new Date(0), ...texts, raw: { happening, entries } };
  const input = happening.kind === 'started' ? JSON.stringify(happening.input) : '{}';
  const names = { workflowId: 'wf_1', namespace: 'n', name: 'n', version: '1' };
  const made = { ...names, input, scopes: [], traceparent: undefined, startedAt: new Date(0), eventDepth: 0 };
  return { ...place, at: row.at, rows: [row], told: [], traceparent: undefined, ...(create && { create: made }) };
}

/** Keeps values in memory, under references that count. */
function shelf() {
  const texts: string[] = [];
  return {
    texts,
    keep: async (text: string) => ({ id: String(texts.push(text) - 1), bytes: text.length, key: 'k' }),
    value: async (_: object, { id }: { id: string }) => JSON.parse(texts[Number(id)] as string) as Json,
  };
}

test.each([
  ['a text of the limit', 'x'.repeat(LARGE_BYTES), false],
  ['a text over it', 'x'.repeat(LARGE_BYTES + 1), true],
  ['letters of three bytes', '€'.repeat(LARGE_BYTES / 3 + 1), true],
  ['letters of three bytes within it', '€'.repeat(Math.floor(LARGE_BYTES / 3)), false],
])('%s', (_, text, long) => expect(isLong(text)).toBe(long));

test('the size of a value is that of its JSON, however it is spelled', () => {
  const values: Json[] = [
    {},
    [],
    { a: null, b: [true, false, 0.1, -1e300], c: '€"\\\n' },
    'x'.repeat(1_000),
    '\u0001'.repeat(1_000),
    '€'.repeat(1_000),
    Array.from({ length: 500 }, (_, n) => ({ [`name-${n}`]: n / 3 })),
  ];
  for (const value of values) {
    const bytes = Buffer.byteLength(JSON.stringify(value));
    expect([isLongerThan(value, bytes - 1), isLongerThan(value, bytes)]).toEqual([true, false]);
  }
});

test('a value is looked through no further once it is long enough, and nothing is made for each part of an array', () => {
  const list: Json[] = ['x'.repeat(10)];
  Object.defineProperty(list, 1, { enumerable: true, get: () => expect.unreachable('it was looked at') });
  expect(isLongerThan({ list }, 9)).toBe(true);
  const made = vi.spyOn(Object, 'entries');
  expect(isLongerThan({ list: [1, [2, null]] }, 100)).toBe(false);
  expect(made).not.toHaveBeenCalled();
  made.mockRestore();
});

test('a sealed payload opens for its place alone, and not when a byte of it has changed', () => {
  const key = createSecretKey(randomBytes(32));
  const payload = Buffer.from('{"secret":true}');
  const named = { ...place, id: 'a', bytes: payload.length, key: 'wrapped' };
  const sealed = sealPayload(key, named, payload);
  expect(sealed.includes('secret')).toBe(false);
  expect(openPayload(key, named, sealed)).toEqual(payload);
  const refusal = expect.objectContaining({ code: 'integrity-violation' });
  for (const other of [{ workspaceId: 'ws_2' }, { executionId: 'exe_2' }, { id: 'b' }, { bytes: payload.length - 1 }])
    expect(() => openPayload(key, { ...named, ...other }, sealed)).toThrow(refusal);
  expect(() => openPayload(createSecretKey(randomBytes(32)), named, sealed)).toThrow(refusal);
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => openPayload(key, named, changed)).toThrow(refusal);
  }
});

test('of what happened the large members are kept, and come back', async () => {
  const input = { text: LARGE, n: 1 };
  const happening: Happening = { kind: 'started', input };
  const entries: Entry[] = [
    { type: 'execution.started', data: { input } },
    { type: 'task.completed', task: '/do/0/a', data: { output: { n: 1 } } },
    { type: 'task.completed', task: '/do/1/b', data: { output: [LARGE, 'another'], n: 2 } },
  ];
  const append = appendOf(happening, entries, true);
  const { texts, keep, value } = shelf();
  const kept = await keptAppend(append, keep);
  expect(isLarge(append)).toBe(true);
  expect(isLarge(kept)).toBe(false);
  expect(new Set(texts).size).toBe(2);
  expect(kept.create).toMatchObject({ input: 'null', inputRef: expect.stringContaining('"bytes"') });
  const [row] = kept.rows;
  const stored = JSON.parse(row?.happening ?? '') as KeptHappening;
  expect(stored).toMatchObject({ kind: 'kept', rest: { kind: 'started' } });
  expect(await wholeHappening({ value }, place, stored)).toEqual(happening);
  const told = JSON.parse(row?.entries ?? '') as StoredEntry[];
  expect(told[1]).toEqual(entries[1]);
  expect(await Promise.all(told.map((entry) => wholeEntry({ value }, place, entry)))).toEqual(entries);
});

test('many small entries stay as they are', async () => {
  const data = { output: 'x'.repeat(1_000) };
  const entries = Array.from({ length: 300 }, (): Entry => ({ type: 'task.completed', task: '/do/0/a', data }));
  const append = appendOf({ kind: 'woken' }, entries);
  const { texts, keep } = shelf();
  expect((await keptAppend(append, keep)).rows[0]?.entries).toBe(append.rows[0]?.entries);
  expect(texts).toEqual([]);
});

test('what was kept for rows that were not written is dropped', async () => {
  const dropped: string[] = [];
  const { keep } = shelf();
  let outcome: Appended = 'exists';
  const journal = new KeepingJournal({
    journal: { depth: 0, append: async () => outcome },
    payloads: {
      keep: (_, text) => keep(text),
      drop: async (_, references) => void dropped.push(...references.map(({ id }) => id)),
    },
    log: silent,
    signal: new AbortController().signal,
  });
  const ended: Happening = { kind: 'effect-ended', frame: 1, output: LARGE };
  const append = appendOf(ended, [{ type: 'task.completed', task: '/do/0/a', data: {} }]);
  for (outcome of ['exists', 'refused', 'done', 'fenced'] as const) expect(await journal.append(append)).toBe(outcome);
  expect(dropped).toEqual(['0', '1']); // a fenced append may have been written: the sweep knows
});

test('an execution waits for the bucket alone: what else keeps it from being written is an end', async () => {
  const thrown = [new MeshError('unavailable', 'the bucket is away'), new TypeError('a mistake of ours')];
  const journal = new KeepingJournal({
    journal: { depth: 0, append: async () => 'done' },
    payloads: { keep: () => Promise.reject(thrown.shift()), drop: async () => {} },
    log: silent,
    signal: new AbortController().signal,
  });
  const ended: Happening = { kind: 'effect-ended', frame: 1, output: LARGE };
  expect(await journal.append(appendOf(ended, []))).toBe('refused');
  expect(thrown).toEqual([]);
});
