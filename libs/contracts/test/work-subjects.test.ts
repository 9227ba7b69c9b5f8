import { expect, test } from 'vitest';
import { keyOfWork, workAsked, workSubject } from '../src/work-subjects.ts';

test('a subject tells whose key asks what of which queue, be its name with dots', () => {
  for (const asked of [
    { keyId: 'key_1', verb: 'take', queue: 'resize' },
    { keyId: 'key_2', verb: 'complete', queue: 'images.large.v2' },
  ] as const)
    expect(workAsked(workSubject(asked))).toEqual(asked);
});

test('what asks for no work is told apart', () => {
  for (const subject of ['work', 'work.key_1', 'work.key_1.take', 'work.key_1.steal.q', 'call.key_1.take.q', ''])
    expect(workAsked(subject), subject).toBeUndefined();
});

test('a subject tells whose it is, whatever is asked there', () => {
  for (const subject of ['work.key_1', 'work.key_1.steal.q', 'work.key_1.take.a.b'])
    expect(keyOfWork(subject), subject).toBe('key_1');
  for (const subject of ['work', 'work.', 'call.key_1.take.q', '']) expect(keyOfWork(subject), subject).toBeUndefined();
});
