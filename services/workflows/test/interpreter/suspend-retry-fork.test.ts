import { expect, test } from 'vitest';
import { askedText, happeningOf } from '../../src/execution/asked.ts';
import { advance } from '../../src/interpreter/advance.ts';
import type { Happening } from '../../src/interpreter/happening.ts';
import { listeningFrames, newState, nextWake } from '../../src/interpreter/state.ts';
import { planOf, tasks } from '../simulation.ts';
import { Run } from './run.ts';

const call = (name: string, more = '') =>
  `{${name}: {call: http, with: {method: post, endpoint: https://a.example/${name}, body: '\${ . }'}${more}}}`;
const two = planOf(tasks(`  - ${call('one')}\n  - ${call('two')}`));
const sides = planOf(
  tasks(`  - both: {fork: {branches: [${call('left')}, ${call('right')}]}}\n  - after: {set: {all: '\${ . }'}}`),
);
const suspended = { kind: 'suspended', by: 'key_1' } as const;
const resumed = { kind: 'resumed', by: 'key_1' } as const;
const retried = { kind: 'retried', by: 'key_1' } as const;

test('suspended, an execution ends what is under way and begins nothing until it is resumed, crash or not', () => {
  const run = new Run(two);
  run.take(suspended);
  run.answer('one');
  run.crash();
  expect(run.told('task.started')).toEqual(['one']);
  expect(run.told('task.answered')).toEqual(['one']);
  run.take(resumed);
  run.crash();
  expect(run.told('task.started')).toEqual(['one', 'two']);
  run.answer('two');
  expect(run.state.ended).toMatchObject({ status: 'completed', output: 'two' });
});

test('what is heard while it is suspended does not end an execution before it is resumed', () => {
  const run = new Run(planOf(tasks('  - hear: {listen: {to: {one: {with: {type: paid}}}}}')));
  const [frame] = listeningFrames(run.state);
  run.take(suspended);
  run.take({
    kind: 'heard',
    frame: frame?.id ?? 0,
    event: { id: '1', source: '/a', type: 'paid', data: 7 },
    place: '1',
  });
  run.crash();
  expect(run.told('task.completed')).toEqual(['hear']);
  expect(run.state.ended).toBeUndefined();
  run.take(resumed);
  expect(run.state.ended).toEqual({ status: 'completed', output: [7] });
});

test('what fails of what is heard while it is suspended fails once it is resumed, crash or not', () => {
  const foreach = "{output: {as: '${ .n + 1 }'}}";
  const run = new Run(planOf(tasks(`  - hear: {listen: {to: {any: [], until: 'length == 2'}}, foreach: ${foreach}}`)));
  run.take(suspended);
  const event = { id: '1', source: '/a', type: 'x', data: { n: 'no number' } };
  run.take({ kind: 'heard', frame: 1, event, place: '1' });
  run.crash();
  expect([run.state.ended, run.told('event.heard'), run.told('task.faulted')]).toEqual([undefined, ['hear'], []]);
  run.take(resumed);
  expect([run.state.ended?.status, run.told('task.faulted')]).toEqual(['faulted', ['hear', '']]);
});

test('suspending and resuming twice is doing it once', () => {
  const run = new Run(two);
  for (const happening of [suspended, suspended, resumed, resumed]) run.take(happening);
  expect(run.told('execution.suspended')).toHaveLength(1);
  expect(run.told('execution.resumed')).toHaveLength(1);
});

test('a wait that ends while it is suspended goes on once it is resumed; a timeout does not run meanwhile', () => {
  const run = new Run(
    planOf(
      tasks(`  - rest: {wait: {seconds: 5}}\n  - ${call('ask', ', timeout: {after: {seconds: 5}}')}`).replace(
        'do:\n',
        'timeout: {after: {minutes: 1}}\ndo:\n',
      ),
    ),
  );
  run.take(suspended);
  run.now += 600_000;
  run.take({ kind: 'woken' });
  expect(nextWake(run.state)).toBeUndefined();
  run.take(resumed);
  run.wake();
  expect(run.told('task.started')).toEqual(['rest', 'ask']);
  run.take(suspended);
  run.now += 600_000;
  run.take(resumed);
  run.now += 4_000;
  run.wake();
  expect(run.state.ended, 'it times out 5 s after it began, not counting the pause').toMatchObject({
    error: { status: 408 },
  });
});

test('a suspended execution can be cancelled', () => {
  const run = new Run(two);
  run.take(suspended);
  run.take({ kind: 'cancelled' });
  expect(run.state.ended).toEqual({ status: 'cancelled' });
});

test('retried, the task that failed begins again under its key, and those beside it go on', () => {
  const run = new Run(sides);
  const [left, right] = run.asked;
  run.fail('left');
  expect(run.state.ended).toMatchObject({ status: 'faulted' });
  run.crash();
  run.take(retried);
  run.crash();
  expect(run.asked.slice(2).map(({ key }) => key)).toEqual([right?.key, left?.key]);
  run.answer('left');
  run.answer('right');
  expect(run.state.ended).toMatchObject({ status: 'completed', output: { all: ['left', 'right'] } });
});

test('each retry gives timeouts their length again, whatever was suspended or retried before', () => {
  const slow = '{slow: {do: [{rest: {wait: {hours: 1}}}], timeout: {after: {seconds: 9}}}}';
  const run = new Run(planOf(tasks(`  - both: {fork: {branches: [${slow}, ${call('fails')}]}}`)));
  run.take(suspended);
  run.now += 5_000;
  run.take(resumed);
  for (let count = 1; count <= 3; count += 1) {
    run.fail('fails');
    run.now += 60_000;
    run.take(happeningOf(askedText(retried)));
  }
  const since = run.now;
  run.crash();
  run.wake();
  expect(run.state.ended).toMatchObject({ error: { status: 408, instance: expect.stringContaining('/slow') } });
  expect(run.now - since).toBe(9_000);
});

test('what those beside it had done is not done again', () => {
  const run = new Run(sides);
  run.answer('right');
  run.fail('left');
  run.take(retried);
  run.answer('left');
  expect(run.told('task.completed')).toEqual(['right', 'left', 'both', 'after']);
  expect(run.asked).toHaveLength(3);
});

test('it may fail and be retried again, and in between a task may ask for a new key', () => {
  const run = new Run(planOf(tasks(`  - ${call('one', ', metadata: {keyOnRetry: new}')}`)));
  run.fail('one');
  run.take(retried);
  run.fail('one');
  run.take(retried);
  run.crash();
  run.answer('one');
  expect(new Set(run.asked.map(({ key }) => key)).size).toBe(3);
  expect(run.state.ended).toMatchObject({ status: 'completed' });
});

test('who is retried runs another workflow in the place of one that came to nothing, and after a crash the same', () => {
  const flow = 'run: {workflow: {namespace: a, name: b, version: 1.0.0}}';
  const run = new Run(planOf(tasks(`  - one: {${flow}}\n  - two: {${flow}}`)));
  run.answer('one');
  run.fail('two');
  run.take(retried);
  run.crash();
  const keys = run.asked.map(({ key }) => key.slice(run.state.id.length));
  expect(keys.filter((key) => key.includes('one'))).toEqual([':/do/0/one:0']);
  expect(new Set(keys)).toEqual(new Set([':/do/0/one:0', ':/do/1/two:0', ':/do/1/two:0#1']));
  run.answer('two');
  expect(run.state.ended).toMatchObject({ status: 'completed' });
});

test('a failure that was caught is not what a retry goes back to', () => {
  const run = new Run(planOf(tasks(`  - guarded: {try: [${call('one')}], catch: {do: [${call('two')}]}}`)));
  run.fail('one');
  run.fail('two');
  run.take(retried);
  expect(run.told('task.started')).toEqual(['guarded', 'one', 'two', 'two']);
});

test('retried after its timeout, an execution has its whole time again', () => {
  const run = new Run(planOf(tasks(`  - ${call('one')}`).replace('do:\n', 'timeout: {after: {minutes: 1}}\ndo:\n')));
  run.wake();
  expect(run.state.ended).toMatchObject({ error: { status: 408 } });
  run.now += 3_600_000;
  run.take(retried);
  expect((nextWake(run.state) ?? 0) - run.now).toBe(60_000);
  run.answer('one');
  expect(run.state.ended).toMatchObject({ status: 'completed' });
});

const patient = (limit: string) =>
  planOf(
    tasks(`  - guarded:
      try: [${call('one')}]
      catch: {retry: {delay: {seconds: 1}, limit: {${limit}}}}`),
  );
/** Lets it fail until it has faulted, and gives how often that was. */
function exhaust(run: Run): number {
  for (let times = 1; ; times += 1) {
    run.fail('one');
    if (run.state.ended) return times;
    run.wake();
  }
}

test.each(['attempt: {count: 2}', 'duration: {seconds: 2}'])(
  'retried, what is tried again as a policy says has its attempts again: %s',
  (limit) => {
    const run = new Run(patient(limit));
    expect(exhaust(run)).toBe(3);
    run.now += 3_600_000;
    run.take(retried);
    run.crash();
    expect(exhaust(run)).toBe(3);
    run.take(retried);
    run.answer('one');
    expect(run.state.ended).toMatchObject({ status: 'completed' });
  },
);

test('retried, an attempt has its limit again', () => {
  const run = new Run(patient('attempt: {count: 1, duration: {seconds: 9}}'));
  exhaust(run);
  run.take(retried);
  run.crash();
  expect((nextWake(run.state) ?? 0) - run.now).toBe(9_000);
});

test('as journals of before have it, a retry leaves the attempts that were spent', () => {
  const plan = patient('attempt: {count: 2}');
  const state = newState('exe_01h455vb4pex5vsknk084sn02q', plan);
  const take = (happening: Happening, at: number) => advance(state, { ...happening, rules: 8 }, at);
  const fail = (at: number) => {
    const [frame] = [...state.frames.values()].filter(({ effect }) => effect);
    const error = { type: 'https://example.com/broken', status: 500 };
    take({ kind: 'effect-failed', frame: frame?.id ?? 0, error }, at);
  };
  take({ kind: 'started', input: {} }, 0);
  for (const at of [0, 1_000, 2_000]) {
    fail(at);
    if (!state.ended) take({ kind: 'woken' }, at + 1_000);
  }
  take(retried, 3_000);
  fail(3_000);
  expect(state.ended).toMatchObject({ status: 'faulted' });
});

test('what ended otherwise, or failed as a whole, is not retried', () => {
  const completed = new Run(planOf(tasks('  - one: {set: {a: 1}}')));
  const cancelled = new Run(two);
  cancelled.take({ kind: 'cancelled' });
  const invalid = new Run(
    planOf(`document: {dsl: 1.0.0, namespace: test, name: test, version: 1.0.0}
input: {schema: {format: json, document: {type: object, required: [a]}}}
do:
  - one: {set: {a: 1}}`),
  );
  for (const run of [completed, cancelled, invalid]) {
    const { ended } = run.state;
    run.take(retried);
    expect(run.state.ended).toBe(ended);
  }
});

test('a fork lives through the past of the other and goes on by itself, with the input it is given', () => {
  const run = new Run(two);
  run.answer('one', { from: 'one' });
  run.fail('two');
  run.now += 1_000_000;
  const fork = run.fork('/do/1/two', { edited: true });
  fork.crash();
  expect(fork.told('task.completed')).toEqual(['one']);
  expect(fork.asked.map(({ arguments: asked }) => asked)).toMatchObject([{ body: { edited: true } }]);
  expect(fork.asked[0]?.key).not.toBe(run.asked[1]?.key);
  fork.answer('two');
  expect(fork.state.ended).toMatchObject({ status: 'completed' });
});

test('a fork takes along what was under way beside its task', () => {
  const run = new Run(
    planOf(tasks(`  - both: {fork: {branches: [${call('left')}, {deep: {do: [${call('a')}, ${call('b')}]}}]}}`)),
  );
  run.answer('a');
  const fork = run.fork('/do/0/both/fork/branches/1/deep/do/1/b');
  expect(fork.asked.map(({ pointer }) => pointer.split('/').at(-1))).toEqual(['left', 'b']);
});

test('what was cut off by a fault of an execution was not cut off in its fork', () => {
  const run = new Run(
    planOf(tasks(`  - both: {fork: {branches: [${call('left')}, {deep: {do: [${call('a')}, ${call('b')}]}}]}}`)),
  );
  run.fail('a');
  run.take(retried);
  run.answer('a');
  expect(run.underWay('left').cutOff).toBe(1);
  expect(run.fork('/do/0/both/fork/branches/1/deep/do/1/b').underWay('left').cutOff).toBeUndefined();
});

test('a fork is forked: from a task before the one that it began with, from that one with the input it was given, and from one after it', () => {
  const three = planOf(
    tasks(`  - ${call('one')}\n  - rest: {wait: {seconds: 5}}\n  - ${call('two')}\n  - ${call('three')}`),
  );
  const run = new Run(three);
  run.answer('one', 'first');
  run.wake();
  const fork = run.fork('/do/2/two', 'edited');
  fork.answer('two', 'second');
  const bodies = (of: Run) => of.asked.map(({ arguments: asked }) => (asked as { body: unknown }).body);

  const before = fork.fork('/do/0/one', 'anew');
  expect([bodies(before), before.told('execution.forked')]).toEqual([['anew'], ['one']]);
  const same = fork.fork('/do/2/two');
  expect([bodies(same), same.told('execution.forked')]).toEqual([['edited'], ['two', 'two']]);
  const after = fork.fork('/do/3/three');
  expect([bodies(after), after.told('task.completed')]).toEqual([['second'], ['one', 'rest', 'two']]);
  for (const one of [before, same, after]) one.crash();
});

test('what a fork takes along that waits for a time waits for what was left of it, also where it is of a fork', () => {
  const run = new Run(
    planOf(
      tasks(
        `  - both: {fork: {branches: [{rest: {wait: {seconds: 5}}}, {deep: {do: [${call('a')}, ${call('b')}, ${call('c')}]}}]}}`,
      ),
    ),
  );
  run.now += 1_000;
  run.answer('a');
  run.now += 60_000;
  const deep = '/do/0/both/fork/branches/1/deep/do';
  const fork = run.fork(`${deep}/1/b`);
  expect((nextWake(fork.state) ?? 0) - fork.now).toBe(4_000);
  fork.now += 2_000;
  fork.answer('b');
  fork.now += 60_000;
  const left = [`${deep}/0/a`, `${deep}/1/b`, `${deep}/2/c`].map((from) => {
    const again = fork.fork(from);
    return (nextWake(again.state) ?? 0) - again.now;
  });
  expect(left).toEqual([5_000, 4_000, 2_000]);
});

test('a fork from a task that has not begun there is none', () => {
  expect(new Run(two).fork('/do/1/two').state.ended).toMatchObject({ status: 'faulted', error: { status: 400 } });
});

test('a call that is made at most once is not made again where nobody knows what came of it: a person decides', () => {
  const once = planOf(tasks(`  - ${call('charge', ', metadata: {retry: never}')}\n  - ${call('ship')}`));
  const unknown = () => {
    const run = new Run(once);
    expect(run.underWay('charge').once).toBe(true);
    run.take({ kind: 'outcome-unknown', frame: run.underWay('charge').frame });
    run.crash();
    expect(run.state.suspended).toBe(true);
    run.take(resumed);
    expect(run.state.suspended, 'somebody has to decide').toBe(true);
    return run;
  };
  const repeated = unknown();
  repeated.take({ ...resumed, outcome: { repeat: true } });
  expect(repeated.asked.map(({ key }) => key)).toEqual([repeated.asked[0]?.key, repeated.asked[0]?.key]);
  const known = unknown();
  known.take({ ...resumed, outcome: { task: '/do/0/charge', output: { charged: true } } });
  expect(known.underWay('ship').arguments).toMatchObject({ body: { charged: true } });
  const failed = unknown();
  failed.take({ ...resumed, outcome: { error: { type: 'https://example.com/not-charged', status: 402 } } });
  expect(failed.state.ended).toMatchObject({ error: { status: 402, instance: '/do/0/charge' } });
});

test('no retry of a `try` calls a second time what is called at most once; a person may', () => {
  const run = new Run(
    planOf(
      tasks(
        `  - guarded: {try: [${call('charge', ', metadata: {retry: never}')}], catch: {retry: {limit: {attempt: {count: 3}}}}}`,
      ),
    ),
  );
  run.fail('charge');
  for (let wakes = 0; !run.state.ended && wakes < 10; wakes++) run.wake();
  expect(run.asked).toHaveLength(1);
  const bare = new Run(planOf(tasks(`  - ${call('charge', ', metadata: {retry: never}')}`)));
  bare.fail('charge');
  bare.take(retried);
  expect(bare.asked).toHaveLength(2);
});

test('what was refused once is for the handler as it was refused, whatever may be retried', () => {
  const handled = `- noted: {set: {status: '\${ $error.status }'}}`;
  const plan = planOf(
    tasks(`  - guarded:
      try: [${call('charge', ', metadata: {retry: never}')}]
      catch: {retry: {limit: {attempt: {count: 3}}}, do: [${handled.slice(2)}]}`),
  );
  const refused = new Run(plan);
  const error = { type: 'https://example.com/no-money', status: 402 };
  refused.take({ kind: 'effect-failed', frame: refused.underWay('charge').frame, error, isFinal: true });
  expect(refused.state.ended).toMatchObject({ output: { status: 402 } });
  const told = new Run(plan);
  told.take({ kind: 'outcome-unknown', frame: told.underWay('charge').frame });
  told.take(happeningOf(askedText({ ...resumed, outcome: { error } })));
  expect(told.state.ended).toMatchObject({ output: { status: 402 } });
});

test('what faulted before it began is to begin once it is retried, crash or not', () => {
  const error = { type: 'https://example.com/broken', status: 500 };
  const run = new Run(two, { kind: 'faulted', error });
  run.take(retried);
  run.take(retried);
  run.crash();
  run.take({ kind: 'started', input: {} });
  run.crash();
  for (const name of ['one', 'two']) run.answer(name);
  expect(run.entries.map(({ type }) => type).slice(0, 4)).toEqual([
    'execution.faulted',
    'execution.retried',
    'execution.started',
    'task.started',
  ]);
  expect(run.state.ended).toMatchObject({ status: 'completed', output: 'two' });
});
