import { expect, test } from 'vitest';
import type { ExecutionRow } from '../../src/execution/execution-store.ts';
import { explained, type Facts } from '../../src/history/explained.ts';
import { suspensionIn } from '../../src/history/suspension.ts';
import { APPROVAL_EVENT } from '../../src/plan/compile/compile-agent.ts';

const at = new Date('2026-01-01T00:00:00.000Z');
const row = (more: Partial<ExecutionRow>) =>
  ({ status: 'running', startedAt: at, endedAt: null, worker: null, wakeAt: null, ...more }) as ExecutionRow;
const none: Facts = { isLost: false, listensFor: [] };
const queued = { beginsAt: at, isReady: true, holder: null, ahead: 3 };

test('each state has its one reason', () => {
  const cases: [Partial<ExecutionRow>, Partial<Facts>, object][] = [
    [{ status: 'completed', endedAt: at }, {}, { reason: 'it is over: completed' }],
    [{ status: 'cancelled', endedAt: at }, {}, { reason: 'it is over: cancelled' }],
    [{ status: 'cancelled', endedAt: at }, { cancelledBy: 'sch_1' }, { reason: 'it is over: cancelled by sch_1' }],
    [{ status: 'faulted', endedAt: at, error: null }, {}, { reason: 'it is over: faulted' }],
    [
      { status: 'faulted', endedAt: at, error: { type: 'https://a.example/e', instance: '/do/0/pay', status: 402 } },
      {},
      { reason: 'it is over: faulted at /do/0/pay, https://a.example/e' },
    ],
    [{ worker: 'w' }, {}, { reason: 'it is running' }],
    [{ worker: 'w' }, { outside: { queue: 'q', worker: null } }, { reason: 'its task waits in the queue q' }],
    [{ worker: 'w' }, { outside: { queue: 'q', worker: 'bob' } }, { blockedBy: 'bob' }],
    [{ status: 'waiting', worker: 'w' }, {}, { reason: 'its task is on the way to a queue, or back' }],
    [{ worker: 'w', deaths: 1 }, { isLost: true }, { reason: 'the process that worked on it is gone' }],
    [{ worker: 'w', deaths: 2 }, { isLost: true }, { reason: expect.stringMatching(/^2 processes in a row died/) }],
    [{}, {}, { reason: 'it waits to be taken up' }],
    [{ status: 'waiting', wakeAt: at }, {}, { reason: 'it waits for a time', unblockedBy: at.toISOString() }],
    [{ status: 'waiting' }, { listensFor: ['a.b'] }, { unblockedBy: 'an event of type a.b' }],
    [
      { status: 'waiting', wakeAt: at },
      { listensFor: [APPROVAL_EVENT] },
      {
        reason: 'it waits for a person to approve of a tool',
        unblockedBy: `a decision on the \`approval.asked\` of its journal, or ${at.toISOString()}`,
      },
    ],
    [
      { status: 'waiting' },
      { listensFor: ['a.b', APPROVAL_EVENT] },
      {
        reason: 'it waits for an event',
        unblockedBy: 'a decision on the `approval.asked` of its journal, or an event of type a.b',
      },
    ],
    [{ status: 'pending' }, {}, { reason: 'it is about to begin' }],
    [{ status: 'pending' }, { queued: { ...queued, isReady: false } }, { unblockedBy: at.toISOString() }],
    [{ status: 'pending' }, { queued: { ...queued, holder: 'exe_1' } }, { blockedBy: 'exe_1' }],
    [{ status: 'pending' }, { queued }, { blockedBy: '3 before it' }],
    [
      { status: 'pending' },
      { queued: { ...queued, ahead: 0 } },
      { reason: 'it is the next of its workspace to begin', unblockedBy: 'a free slot' },
    ],
    [{ status: 'suspended' }, { suspension: { at, by: 'key_1', undecided: [] } }, { blockedBy: 'key_1' }],
    [
      { status: 'suspended' },
      { suspension: { at, by: 'mesh', reason: 'budget', undecided: [] } },
      { reason: 'it is suspended: budget' },
    ],
    [{ status: 'suspended' }, { suspension: { undecided: ['/do/0/charge'] } }, { blockedBy: '/do/0/charge' }],
  ];
  for (const [of, facts, told] of cases) expect(explained(row(of), { ...none, ...facts })).toMatchObject(told);
});

test('what waits has waited since the last thing happened to it', () => {
  const waitsSince = new Date('2026-01-01T02:00:00.000Z');
  const told = explained(row({ status: 'waiting' }), { ...none, waitsSince, listensFor: ['a.b'] });
  expect(told.since).toBe(waitsSince.toISOString());
});

test('the end of a journal tells who has suspended it, and what is still to be decided', () => {
  const entry = (type: string, task?: string, data = {}) => ({ type, ...(task && { task }), data }) as never;
  const rows = [
    [entry('execution.suspended', undefined, { by: 'key_1' }), entry('execution.resumed')],
    [
      entry('task.unknown', '/do/0/a'),
      entry('task.unknown', '/do/1/b'),
      entry('execution.suspended', undefined, { by: 'mesh', reason: 'x' }),
    ],
    [entry('task.decided', '/do/0/a')],
  ].map((entries) => ({ at, entries }));
  expect(suspensionIn(rows)).toEqual({ at, by: 'mesh', reason: 'x', undecided: ['/do/1/b'] });
  expect(suspensionIn(rows.slice(0, 1))).toEqual({ undecided: [] });
});
