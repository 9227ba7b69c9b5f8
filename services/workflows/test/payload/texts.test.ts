import { expect, test } from 'vitest';
import { Texts } from '../../src/payload/texts.ts';

const large = { text: 'x"'.repeat(200_000), more: [1, null, true] };
const entries = [
  { type: 'task.completed', task: '/do/0/a', data: { output: large, none: undefined } },
  { type: 'execution.completed', data: { output: large } },
];

test.each([
  ['what is small', { a: [1, { b: 'c' }], none: undefined }],
  ['a large value', large],
  ['a large text', large.text],
  ['entries around large values', entries],
  ['a happening around one', { kind: 'started', input: large, steps: undefined }],
])('%s is told as JSON tells it, however many levels are made anew', (_, value) => {
  const texts = new Texts();
  for (const levels of [0, 1, 2, 3]) expect(texts.of(value, levels)).toBe(JSON.stringify(value));
});

test('a large value is written out once for all texts in which it stands', () => {
  let times = 0;
  const toJSON = () => {
    times += 1;
    return large;
  };
  const counted = Object.defineProperty({ ...large }, 'toJSON', { value: toJSON });
  const texts = new Texts();
  texts.of([{ data: { output: counted } }, { data: { output: counted } }], 3);
  texts.of({ kind: 'started', input: counted }, 1);
  texts.of(counted);
  expect(times).toBe(1);
});
