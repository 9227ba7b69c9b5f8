import { describe, expect, test } from 'vitest';
import { advance, isCut } from '../../src/interpreter/advance.ts';
import { newState } from '../../src/interpreter/state.ts';
import { standardFault } from '../../src/workflow-fault.ts';
import { errorIn, order, outputOf, planOf, simulate, tasks } from '../simulation.ts';

const run = (yaml: string, options: Parameters<typeof simulate>[1] = {}) => simulate(planOf(tasks(yaml)), options);

describe('flow', () => {
  test('tasks run in the order of their list', () => {
    const done = run(`
  - red: {set: {colors: '\${ .colors + ["red"] }'}}
  - green: {set: {colors: '\${ .colors + ["green"] }'}}
  - blue: {set: {colors: '\${ .colors + ["blue"] }'}}`);
    expect(outputOf(done)).toEqual({ colors: ['red', 'green', 'blue'] });
    expect(order(done)).toEqual(['red', 'green', 'blue']);
  });

  test('then leads to a task of the same list, and end ends all', () => {
    const done = run(`
  - red: {set: {colors: '\${ .colors + ["red"] }'}, then: green}
  - blue: {set: {colors: '\${ .colors + ["blue"] }'}, then: end}
  - green: {set: {colors: '\${ .colors + ["green"] }'}, then: blue}`);
    expect(outputOf(done)).toEqual({ colors: ['red', 'green', 'blue'] });
  });

  test('exit leaves the scope, end leaves everything', () => {
    const done = run(`
  - inner:
      do:
        - one: {set: {a: 1}, then: exit}
        - two: {set: {a: 2}}
  - after: {set: {a: '\${ .a }', after: true}}
  - nested:
      do:
        - last: {set: {done: true}, then: end}
  - never: {set: {never: true}}`);
    expect(outputOf(done)).toEqual({ done: true });
    expect(order(done)).toEqual(['one', 'inner', 'after', 'last']);
  });

  test('a task whose condition does not hold is skipped and passes its input on', () => {
    const done = run(`
  - one: {if: .go, set: {a: 1}}
  - two: {set: {seen: '\${ . }'}}`);
    expect(outputOf(done)).toEqual({ seen: {} });
    expect(done.entries.map(({ type }) => type)).toContain('task.skipped');
  });

  test.each(['end', 'exit', 'last'])('a task that is skipped is followed by the next: its then: %s is not', (then) => {
    const done = run(`
  - list:
      do:
        - one: {if: 'false', set: {a: 1}, then: ${then}}
        - two: {set: {two: true}}
        - last: {set: '\${ . + {last: true} }'}
  - after: {set: '\${ . + {after: true} }'}`);
    expect(outputOf(done)).toEqual({ two: true, last: true, after: true });
  });

  test.each([
    ['green', { colors: ['green'] }],
    ['pink', { other: 'pink' }],
  ])('a switch on %s goes where its case points to', (color, expected) => {
    const done = run(
      `
  - choose:
      switch:
        - green: {when: '.color == "green"', then: setGreen}
        - other: {then: setOther}
  - setGreen: {set: {colors: ['green']}, then: end}
  - setOther: {set: {other: '\${ .color }'}}`,
      { input: { color } },
    );
    expect(outputOf(done)).toEqual(expected);
  });

  test('a loop over many items is no recursion', () => {
    const done = run(
      `
  - count:
      for: {each: n, in: '\${ [range(3000)] }'}
      do:
        - add: {set: {sum: '\${ (.sum // 0) + $n }'}}`,
    );
    expect(outputOf(done)).toEqual({ sum: (2999 * 3000) / 2 });
  });

  test('a loop hands on what each iteration puts out, names item and index, and stops at while', () => {
    const done = run(
      `
  - each:
      for: {each: color, at: place, in: .colors}
      while: $place < 2
      do:
        - mark: {set: {colors: '\${ .colors }', seen: '\${ .seen + ["\\($place) \\($color)"] }'}}`,
      { input: { colors: ['red', 'green', 'blue'] } },
    );
    expect(outputOf(done)).toEqual({ colors: ['red', 'green', 'blue'], seen: ['0 red', '1 green'] });
  });
});

describe('data flow', () => {
  test('input.from, output.as and export.as each see what the specification says', () => {
    const done = run(
      `
  - one:
      input: {from: .user}
      set: {name: '\${ .name }', raw: '\${ $task.input.user.name }'}
      output: {as: '{ upper: (.name | ascii_upcase), raw, input: $input.name }'}
      export: {as: '{ seen: $output.upper }'}
  - two: {set: {context: '\${ $context.seen }', id: '\${ $workflow.id | startswith("exe_") }', first: '\${ $workflow.input.user.name }'}}`,
      { input: { user: { name: 'ada' } } },
    );
    expect(done.entries.find(({ task }) => task?.endsWith('one'))?.data['output']).toEqual({
      upper: 'ADA',
      raw: 'ada',
      input: 'ada',
    });
    expect(outputOf(done)).toEqual({ context: 'ADA', id: true, first: 'ada' });
  });

  test('a value that does not fit its schema faults with a validation error that points to the task', () => {
    const done = run(`
  - one:
      input: {schema: {document: {type: object, required: [name]}}}
      set: {a: 1}`);
    expect(errorIn(done)).toMatchObject({ status: 400, instance: '/do/0/one' });
    expect(errorIn(done).type).toMatch(/errors\/validation$/);
  });

  test('an expression that fails faults with an expression error', () => {
    expect(errorIn(run('  - one: {set: {a: \'${ error("no") }\'}}')).type).toMatch(/errors\/expression$/);
  });

  test('an endless expression ends at its budget', () => {
    expect(errorIn(run("  - one: {set: {a: '${ [range(1e9)] | length }'}}")).detail).toMatch(/budget/);
  });
});

describe('fork', () => {
  const branches = (compete: boolean) => `
  - both:
      fork:
        compete: ${compete}
        branches:
          - one: {call: http, with: {method: get, endpoint: https://a.example}}
          - two: {call: http, with: {method: get, endpoint: https://b.example}}`;

  test('puts out what its branches do, in their order', () => {
    let turn = 0;
    const chance = (below: number) => (below === 2 ? 1 - (turn++ % 1) : 0); // the second branch answers first
    const done = run(branches(false), { world: ({ pointer }) => pointer.slice(-3), chance });
    expect(outputOf(done)).toEqual(['one', 'two']);
    expect(order(done)).toEqual(['two', 'one', 'both']);
  });

  test('where branches compete the first to complete wins and the others are cancelled', () => {
    const done = run(branches(true), { world: ({ pointer }) => ({ winner: pointer.slice(-3) }) });
    expect(outputOf(done)).toEqual({ winner: 'one' });
    expect(order(done, 'task.cancelled')).toEqual(['two']);
  });

  test.each([
    ['one of them', '${ .n == 1 }', { n: 2 }],
    ['all of them', '${ false }', { n: 0 }],
  ])('a branch that is skipped is in no race, %s', (_which, second, put) => {
    const race = `
  - race:
      fork:
        compete: true
        branches:
          - never: {if: '\${ false }', set: {n: 3}}
          - slow: {if: '${second}', do: [{rest: {wait: PT1S}}, {two: {set: {n: 2}}}]}
          - nor: {if: '\${ false }', set: {n: 4}}`;
    expect(outputOf(run(race, { input: { n: put.n === 2 ? 1 : 0 } }))).toEqual(put);
  });
});

describe('errors', () => {
  const failing = () => {
    throw standardFault('communication', 'it answered 503', { status: 503 });
  };
  const tried = (rest: string) => `
  - attempt:
      try:
        - get: {call: http, with: {method: get, endpoint: https://a.example}}
      catch: ${rest}`;

  test('an error that nobody catches faults the execution, and points to its task', () => {
    const done = run(tried('{errors: {with: {status: 404}}}'), { world: failing });
    expect(errorIn(done)).toMatchObject({ status: 503, instance: '/do/0/attempt/try/0/get' });
    expect(order(done, 'task.faulted')).toEqual(['get', 'attempt']);
  });

  test.each([
    'https://serverlessworkflow.io/spec/1.0.0/errors/',
    'https://serverlessworkflow.io/dsl/errors/types/',
    'https://open-workflow-specification.org/spec/1.0.0/errors/',
    'https://open-workflow-specification.org/dsl/errors/types/',
  ])('a handler sees the error under its name, and types are known by all of their names: %s', (names) => {
    const done = run(
      tried(
        `{errors: {with: {type: ${names}communication}}, as: err, do: [{tell: {set: {status: "\${ $err.status }"}}}]}`,
      ),
      { world: failing },
    );
    expect(outputOf(done)).toEqual({ status: 503 });
    const other = run(tried(`{errors: {with: {type: ${names}timeout}}}`), { world: failing });
    expect(errorIn(other)).toMatchObject({ status: 503 });
  });

  test('a retry waits longer each time, keeps the key of the effect, and gives up at its limit', () => {
    const done = run(
      tried(
        '{retry: {delay: {seconds: 1}, backoff: {exponential: {}}, limit: {attempt: {count: 3}}}, do: [{gone: {set: {gone: true}}}]}',
      ),
      { world: failing },
    );
    expect(outputOf(done)).toEqual({ gone: true });
    expect(done.took).toBe(1_000 + 2_000 + 4_000);
    expect(done.effects.length).toBe(4);
    expect(new Set(done.effects.map(({ key }) => key)).size).toBe(1);
  });

  test('raise raises what it spells', () => {
    const done = run(
      '  - stop: {raise: {error: {type: https://x.example/e, status: 418, title: Teapot, detail: "${ .a }"}}}',
      {
        input: { a: 'short and stout' },
      },
    );
    expect(errorIn(done)).toEqual({
      type: 'https://x.example/e',
      status: 418,
      title: 'Teapot',
      detail: 'short and stout',
      instance: '/do/0/stop',
    });
  });

  test('a timeout strikes a task that takes too long', () => {
    const done = run('  - slow: {wait: {seconds: 10}, timeout: {after: {seconds: 2}}}');
    expect(errorIn(done)).toMatchObject({ status: 408, instance: '/do/0/slow' });
    expect(done.took).toBe(2_000);
  });
});

describe('turns', () => {
  const turns = (yaml: string) => {
    const state = newState('exe_1', planOf(tasks(yaml)));
    let count = 1;
    for (advance(state, { kind: 'started', input: {} }, 0); isCut(state); count++)
      advance(state, { kind: 'went-on' }, 0);
    return count;
  };

  test('a checkpoint is made durable before anything follows', () => {
    const one = (name: string) => `  - ${name}: {set: {at: ${name}}, metadata: {checkpoint: true}}`;
    expect(turns(['one', 'two', 'three'].map(one).join('\n'))).toBe(3);
  });

  test('a turn is cut after 500 tasks', () => {
    expect(turns("  - each: {for: {in: '${ [range(1200)] }'}, do: [{add: {set: {n: '${ $item }'}}}]}")).toBe(3);
  });
});

describe('time and events', () => {
  test('a wait takes its time, by ISO 8601 as by its parts', () => {
    expect(run('  - one: {wait: PT1M}\n  - two: {wait: {hours: 1, milliseconds: 5}}').took).toBe(60_000 + 3_600_005);
  });

  test('an event is told once, under an id that the journal makes again', () => {
    const yaml =
      '  - tell: {emit: {event: {with: {source: https://x.example, type: com.example.told.v1, data: {a: "${ .a }"}}}}}';
    const [first, second] = [run(yaml, { input: { a: 1 } }), run(yaml, { input: { a: 1 } })];
    expect(first.emitted).toMatchObject([{ type: 'com.example.told.v1', source: 'https://x.example', data: { a: 1 } }]);
    expect(first.emitted[0]?.id).toBe(second.emitted[0]?.id);
  });

  test('each run of a task has a key of its own', () => {
    const done = run(`
  - each:
      for: {each: n, in: '\${ [1, 2] }'}
      do:
        - ask: {call: http, with: {method: get, endpoint: 'https://a.example/{n}'}}
        - again: {switch: [{more: {when: '$n == 2 and .tries != 2', then: ask2}}], then: exit}
        - ask2: {call: http, with: {method: get, endpoint: https://b.example}}`);
    const keys = done.effects.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
