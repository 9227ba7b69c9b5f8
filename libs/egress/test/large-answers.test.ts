import { PassThrough, type Transform } from 'node:stream';
import { expect, test } from 'vitest';
import { LargeAnswers } from '../src/large-answers.ts';

const LARGE = Buffer.alloc(300 * 1024);

/** What has come out of a gate so far, in bytes. */
function flowing(gate: Transform, bytes: Buffer): () => number {
  let passed = 0;
  const source = new PassThrough();
  source.pipe(gate).on('data', (part: Buffer) => {
    passed += part.length;
  });
  source.end(bytes);
  return () => passed;
}
const settled = () => new Promise((turn) => setImmediate(() => setImmediate(turn)));

test('of large answers only some are taken in at once, and the next comes when one is done', async () => {
  const large = new LargeAnswers(2);
  const turns = Array.from({ length: 4 }, () => large.turn('ws'));
  const passed = turns.map((turn) => flowing(turn.gate(), LARGE));
  await settled();
  expect(passed.map((bytes) => bytes())).toEqual([LARGE.length, LARGE.length, 0, 0]);
  turns[0]?.[Symbol.dispose]();
  await settled();
  expect(passed.map((bytes) => bytes())).toEqual([LARGE.length, LARGE.length, LARGE.length, 0]);
});

test('small answers pass while the large ones wait', async () => {
  const large = new LargeAnswers(1);
  for (let place = 0; place < 2; place++) flowing(large.turn('ws').gate(), LARGE);
  const small = Array.from({ length: 20 }, () => flowing(large.turn('ws').gate(), Buffer.alloc(200 * 1024)));
  await settled();
  expect(new Set(small.map((bytes) => bytes()))).toEqual(new Set([200 * 1024]));
});

test('an answer that is over while it waits hands its place on', async () => {
  const large = new LargeAnswers(1);
  const [first, second, third] = Array.from({ length: 3 }, () => large.turn('ws'));
  const passed = [first, second, third].map((turn) => turn && flowing(turn.gate(), LARGE));
  await settled();
  second?.[Symbol.dispose]();
  first?.[Symbol.dispose]();
  await settled();
  expect(passed[2]?.()).toBe(LARGE.length);
});

test('a workspace waits for one answer of another at a time, however many of those wait', async () => {
  const large = new LargeAnswers(1);
  const turns = ['noisy', 'noisy', 'noisy', 'quiet'].map((name) => large.turn(name));
  const passed = turns.map((turn) => flowing(turn.gate(), LARGE));
  await settled();
  for (const turn of turns.slice(0, 2)) {
    turn[Symbol.dispose]();
    await settled();
  }
  expect(passed.map((bytes) => bytes() > 0)).toEqual([true, true, false, true]);
});
