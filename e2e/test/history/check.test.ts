import { describe, expect, test } from 'vitest';
import type { Asked, Call } from './call.ts';
import { checkExecutions } from './check-executions.ts';
import { checkLists } from './check-lists.ts';

/** A call from one time to another; without an end it has no answer. */
function call(asked: Asked, began: number, ended = Number.POSITIVE_INFINITY, outcome?: Call['outcome']): Call {
  return { ...asked, began, ended, outcome: outcome ?? (ended === Number.POSITIVE_INFINITY ? 'unknown' : 'done') };
}
const append = (value: string, ...when: [number, number?, Call['outcome']?]) =>
  call({ kind: 'append', list: 'x', value }, ...when);
const read = (values: string, began: number, ended: number) =>
  call({ kind: 'read', list: 'x', values: values.split('').filter(Boolean) }, began, ended);

describe('lists', () => {
  test('calls at the same time may have happened in any order, and one without an answer at any time or never', () => {
    expect(checkLists([append('a', 0, 10), append('b', 0, 10), read('ba', 11, 12)])).toEqual([]);
    expect(checkLists([append('a', 0, 10), read('', 1, 5), read('a', 6, 9)])).toEqual([]);
    expect(checkLists([append('a', 0), read('', 5, 6), append('b', 7, 8), read('ba', 9, 10)])).toEqual([]);
    expect(checkLists([append('a', 0), append('b', 1, 2), read('b', 3, 4)])).toEqual([]);
    expect(checkLists([append('a', 0, 1, 'refused'), read('', 2, 3)])).toEqual([]);
  });

  test.each([
    ['a value that was lost', [append('a', 0, 1), append('b', 2, 3), read('b', 4, 5)], 'x has lost a'],
    ['a value from nowhere', [append('a', 0, 1), read('az', 2, 3)], 'x has z, which nobody has appended'],
    ['a value that was refused', [append('a', 0, 1, 'refused'), read('a', 2, 3)], 'x has a, which was refused'],
    ['a value that came twice', [append('a', 0, 1), read('aa', 2, 3)], 'x has a value twice: a,a'],
    [
      'two orders',
      [append('a', 0, 9), append('b', 0, 9), append('c', 0, 9), read('ab', 10, 11), read('bac', 12, 13)],
      'x was read as a,b and as b,a,c',
    ],
    [
      'a read of what is over',
      [append('a', 0, 1), read('', 2, 3), read('a', 4, 5)],
      /^in cycles: read 0 of x .*, append a/,
    ],
    ['a read that goes back', [append('a', 0, 9), read('a', 1, 2), read('', 3, 4)], /^in cycles: .*read 0 of x/],
    ['an order against that of time', [append('b', 0, 1), append('a', 2, 3), read('ab', 4, 5)], /^in cycles: append b/],
    ['a read ahead of its time', [read('a', 0, 1), append('a', 2, 3)], /^in cycles: read 1 of x .*, append a/],
  ] as const)('%s is found', (_, history, wrong) => {
    expect(checkLists(history)).toContainEqual(expect.stringMatching(wrong));
  });

  test('a cycle over two lists is found, where each by itself is as it may be', () => {
    const in_ = (list: string, one: Call): Call => ({ ...one, list }) as Call;
    const history = [
      in_('x', append('a', 0, 20)),
      in_('x', read('a', 1, 2)),
      in_('y', append('b', 3, 4)),
      in_('y', read('b', 5, 6)),
      in_('x', read('', 7, 8)),
    ];
    expect(checkLists(history)).toMatchObject([expect.stringMatching(/^in cycles: /)]);
  });

  test('a long history is checked in a second', () => {
    const values = Array.from({ length: 20_000 }, (_, n) => `${n}`);
    const appended = values.map((value, n) => call({ kind: 'append', list: `l${n >> 6}`, value }, n, n + 30));
    const began = performance.now();
    expect(checkLists(appended)).toEqual([]);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe('executions', () => {
  const start = (...when: [number, number?, Call['outcome']?]) =>
    call({ kind: 'start', workflow: 'w', item: 'i', id: 'exe' }, ...when);
  const signal = (...when: [number, number?, Call['outcome']?]) =>
    call({ kind: 'signal', item: 'i', value: 'v' }, ...when);
  const get = (began: number, status?: string, value?: string, item = 'i') =>
    call(
      { kind: 'get', id: 'exe', shown: status === undefined ? undefined : { item, status, value } },
      began,
      began + 1,
    );
  const all = (began: number, ...items: { id: string; item: string }[]) =>
    call({ kind: 'all', workflow: 'w', items }, began, began + 1);
  const journal = (began: number, ...seqs: number[]) =>
    call({ kind: 'journal', id: 'exe', entries: seqs.map((seq) => ({ seq, type: `t${seq}` })) }, began, began + 1);
  const exe = { id: 'exe', item: 'i' };

  test('what goes well is nothing wrong', () => {
    const whole = [
      start(0, 1),
      get(2, 'waiting'),
      signal(3, 4),
      journal(5, 1, 2),
      get(6, 'completed', 'v'),
      all(7, exe),
    ];
    expect(checkExecutions([...whole, journal(8, 1, 2, 3)])).toEqual([]);
    expect(checkExecutions([start(0), all(1), all(3, exe), all(5, exe)])).toEqual([]);
    expect(checkExecutions([start(0, 1), get(2, 'waiting')])).toEqual([]);
  });

  test.each([
    ['what was accepted and is not found', [start(0, 1), get(2)], 'exe was accepted and not found'],
    ['what was accepted and is not listed', [start(0, 1), all(2)], 'exe was accepted and is not among all of w'],
    ['what nobody has started', [all(2, exe)], 'exe is i, which nobody has started'],
    ['what was refused and is there', [start(0, 1, 'refused'), all(2, exe)], 'exe is i, which nobody has started'],
    ['what has begun twice', [start(0, 1), all(2, exe, { ...exe, id: 'two' })], 'i has begun 2 times'],
    ['what is another', [start(0, 1), get(2, 'waiting', undefined, 'j')], 'exe is j, not i'],
    [
      'what has ended and goes on',
      [start(0, 1), get(2, 'faulted'), get(4, 'waiting')],
      'exe was faulted and then waiting',
    ],
    [
      'a signal that was lost',
      [start(0, 1), signal(2, 3), get(9, 'waiting')],
      'exe was signalled and is waiting at last',
    ],
    ['a signal from nowhere', [start(0, 1), get(2, 'completed', 'v')], 'exe has heard v from nobody'],
    ['a gap in a journal', [journal(0, 1, 3)], 'the journal of exe has a gap: 1,3'],
    ['a journal that gets shorter', [journal(0, 1, 2, 3), journal(2, 1, 2)], 'the journal of exe has changed'],
  ] as const)('%s is found', (_, history, wrong) => {
    expect(checkExecutions(history)).toEqual([wrong]);
  });
});
