// biome-ignore-all lint/suspicious/noThenProperty: the DSL names it so
import { expect, test } from 'vitest';
import { errorIn, order, outputOf, planOf, simulate, tasks } from '../simulation.ts';
import { Run } from './run.ts';

const run = (extensions: string, yaml: string, input = {}) =>
  simulate(planOf(`use: {extensions: ${extensions}}\n${tasks(yaml)}`), { input });
const log = (body: string) =>
  `[{log: {call: http, with: {method: post, endpoint: https://log.example, body: ${body}}}}]`;

test('tasks before and after an extended task see it, and leave its input and output alone', () => {
  const done = run(
    `[{logging: {extend: set, before: ${log('"${ \\"before \\" + $task.reference }"')}, after: ${log('"${ [$task.name, $task.output, .] }"')}}}]`,
    '  - one: {set: {n: "${ .n + 1 }"}}\n  - two: {set: {n: "${ .n + 1 }"}}',
    { n: 1 },
  );
  expect(outputOf(done)).toEqual({ n: 3 });
  expect(order(done)).toEqual(['log', 'one', 'log', 'log', 'two', 'log']);
  expect(done.effects.map(({ arguments: asked }) => (asked as { body: unknown }).body)).toEqual([
    'before /do/0/one',
    ['one', { n: 2 }, { n: 2 }],
    'before /do/1/two',
    ['two', { n: 3 }, { n: 3 }],
  ]);
  expect(new Set(done.effects.map(({ key }) => key)).size).toBe(4);
});

test('exit before the task takes its place: a service is mocked where the condition holds', () => {
  const extensions =
    '[{mock: {extend: call, when: "$task.with.endpoint | startswith(\\"https://mocked\\")", before: [{answer: {set: {mocked: true}, then: exit}}]}}]';
  const call = (host: string) => `  - ask: {call: http, with: {method: get, endpoint: https://${host}.example}}`;
  const mocked = run(extensions, call('mocked'));
  expect([outputOf(mocked), mocked.effects]).toEqual([{ mocked: true }, []]);
  expect(run(extensions, call('real')).effects).toHaveLength(1);
});

test('all extends every kind of task, but nothing that extensions run', () => {
  const done = run(
    '[{count: {extend: all, before: [{seen: {set: {a: 1}}}]}}]',
    '  - outer: {do: [{inner: {set: {b: 2}}}]}\n  - choose: {switch: [{always: {then: last}}]}\n  - never: {set: {d: 4}}\n  - last: {set: {c: 3}}',
  );
  expect(order(done)).toEqual(['seen', 'seen', 'inner', 'outer', 'seen', 'choose', 'seen', 'last']);
  expect(outputOf(done)).toEqual({ c: 3 });
});

test('a task that is skipped is not extended, one that ends ends, and an extension that fails fails its task', () => {
  const before = '[{count: {extend: set, before: [{seen: {wait: {seconds: 1}}}]}}]';
  expect(order(run(before, '  - one: {if: "false", set: {a: 1}}'))).toEqual([]);
  expect(outputOf(run(before, '  - one: {set: {a: 1}, then: end}\n  - two: {set: {a: 2}}'))).toEqual({ a: 1 });
  const failing = '[{refuse: {extend: set, before: [{no: {raise: {error: {type: https://a.b/no, status: 403}}}}]}}]';
  expect(errorIn(run(failing, '  - one: {set: {a: 1}}'))).toMatchObject({ status: 403 });
});

test('to extensions the output of the task is its raw one, which it has not before it has run', () => {
  const seen = '"${ [$task.output, .] }"';
  const done = run(
    `[{logging: {extend: set, before: ${log(seen)}, after: ${log(seen)}}}]`,
    '  - one: {set: {n: 1}, output: {as: .n}}',
    { given: true },
  );
  expect(done.effects.map(({ arguments: asked }) => (asked as { body: unknown }).body)).toEqual([
    [null, { given: true }],
    [{ n: 1 }, 1],
  ]);
});

test('a switch whose case says that it goes on goes on, whatever it says itself, as without extensions', () => {
  const yaml = '  - choose: {switch: [{on: {then: continue}}], then: end}\n  - next: {set: {a: 2}}';
  expect(outputOf(run('[]', yaml))).toEqual({ a: 2 });
  expect(outputOf(run('[{count: {extend: all, before: [{seen: {set: {a: 1}}}]}}]', yaml))).toEqual({ a: 2 });
});

test('of tasks that are cancelled only those are told that have begun and are not over, not what extensions are around', () => {
  const around = '[{log: {extend: set, before: [{first: {wait: PT1S}}], after: [{later: {wait: PT1S}}]}}]';
  const yaml = '  - slow: {timeout: {after: PT1S}, do: [{one: {set: {a: 1}}}]}';
  const cancelledAt = (wakes: number) => {
    const begun = new Run(planOf(`use: {extensions: ${around}}\n${tasks('  - one: {set: {a: 1}}')}`));
    for (let wake = 0; wake < wakes; wake++) begun.wake();
    begun.take({ kind: 'cancelled' });
    return begun.told('task.cancelled');
  };
  expect([cancelledAt(0), cancelledAt(1)]).toEqual([['first'], ['later']]);
  const dropped = new Run(planOf(`use: {extensions: ${around}}\n${tasks(yaml.replace('PT1S', 'PT0.5S'))}`));
  dropped.wake();
  expect(dropped.told('task.cancelled')).toEqual(['first']);
});

test('a switch whose case ends the workflow lets what comes after it run first, as a task does that ends it', () => {
  const after = '[{log: {extend: all, after: [{logged: {wait: PT1S}}]}}]';
  const rest = '\n  - never: {set: {a: 2}}';
  const switched = run(after, `  - choose: {switch: [{done: {then: end}}]}${rest}`, { a: 1 });
  expect([order(switched), outputOf(switched)]).toEqual([['choose', 'logged'], { a: 1 }]);
  expect(order(run(after, `  - one: {set: {a: 1}, then: end}${rest}`))).toEqual(['one', 'logged']);
});

test('an extended task that fails or is cancelled is told so once', () => {
  const extensions = '[{look: {extend: all, before: [{see: {set: {a: 1}}}]}}]';
  const ends = (yaml: string) =>
    run(extensions, yaml).entries.flatMap(({ type, task }) => (/faulted|cancelled/.test(type) && task ? [task] : []));
  expect(ends('  - one: {raise: {error: {type: https://a.b/no, status: 403}}}')).toEqual(['/do/0/one']);
  const race = '{fork: {compete: true, branches: [{slow: {wait: PT1H}}, {fast: {wait: PT1S}}]}}';
  expect(ends(`  - race: ${race}`)).toEqual(['/do/0/race/fork/branches/0/slow']);
});

test('extension extends what extensions run, and nothing else', () => {
  const extensions = `[{look: {extend: set, before: [{see: {do: [{deep: {set: "\${ [$task.reference] }"}}]}}]}},
    {watch: {extend: extension, when: $task.name != "see", before: [{first: {set: "\${ [$task.name, $task.reference] }"}}], after: [{last: {set: "\${ [$task.name, $task.output] }"}}]}}]`;
  const done = run(extensions, '  - one: {set: {n: 1}}\n  - two: {wait: PT1S}');
  const told = done.entries.flatMap(({ type, task, data }) =>
    type === 'task.completed' ? [[task?.split('/').at(-1), data['output']]] : [],
  );
  expect(told).toEqual([
    ['first', ['deep', '/do/0/one/look/before/0/see/do/0/deep']],
    ['deep', ['/do/0/one']],
    ['last', ['deep', ['/do/0/one']]],
    ['see', ['/do/0/one']],
    ['one', { n: 1 }],
    ['two', { n: 1 }],
  ]);
});
