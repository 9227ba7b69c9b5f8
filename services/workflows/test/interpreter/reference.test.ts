import type { Json } from '@mesh/jq/json';
import { describe, expect, test } from 'vitest';
import { errorIn, order, outputOf, planOf, simulate, tasks, type World } from '../simulation.ts';

/** Each property of the reference in a document of its own. `head` stands above `do`. */
const run = (yaml: string, { input = {}, head = '', world }: { input?: Json; head?: string; world?: World } = {}) =>
  simulate(planOf(head + tasks(yaml)), { input, ...(world && { world }) });
const result = (yaml: string, more?: Parameters<typeof run>[1]) => outputOf(run(yaml, more));
describe('if and then', () => {
  test.each([
    ['.a == 1', { b: 2 }],
    ['${ .a == 1 }', { b: 2 }],
    ['.a == 2', { a: 1 }],
    ['.missing', { a: 1 }],
    ['null', { a: 1 }],
    ['0', { b: 2 }],
  ])('if: %s', (condition, output) => {
    expect(result(`  - one: {if: '${condition}', set: {b: 2}}`, { input: { a: 1 } })).toEqual(output);
  });

  test('if is evaluated on the raw input, before the input is checked or transformed', () => {
    const yaml = `  - one: {if: '.a == 2', input: {schema: {document: {required: [z]}}, from: '.b.c'}, set: {d: 1}}`;
    expect(result(yaml, { input: { a: 1 } })).toEqual({ a: 1 });
  });

  test('a name leads back, and continue goes on', () => {
    const yaml = `
  - add: {set: {n: '\${ (.n // 0) + 1 }'}, then: continue}
  - again: {switch: [{more: {when: .n < 3, then: add}}, {other: {then: continue}}]}
  - last: {set: {total: '\${ .n }'}, then: end}
  - never: {set: {no: true}}`;
    expect(result(yaml)).toEqual({ total: 3 });
  });

  test('tasks may be called as directives, which then means first', () => {
    const yaml = `
  - continue: {set: '\${ . + {a: 1} }', then: continue}
  - exit: {set: '\${ . + {b: 1} }'}
  - last: {set: '\${ . + {c: 1} }', then: end}
  - end: {set: {no: true}}`;
    expect(result(yaml)).toEqual({ a: 1, b: 1, c: 1 });
  });

  test('exit leaves the list of a task, end the workflow from within', () => {
    expect(
      result(
        '  - outer: {do: [{a: {set: {a: 1}, then: exit}}, {b: {set: {b: 1}}}]}\n  - after: {set: "${ . + {after: true} }"}',
      ),
    ).toEqual({ a: 1, after: true });
    expect(result('  - outer: {do: [{a: {set: {a: 1}, then: end}}]}\n  - after: {set: {b: 1}}')).toEqual({ a: 1 });
    expect(
      result('  - outer: {fork: {branches: [{a: {do: [{x: {set: {a: 1}, then: end}}]}}, {b: {wait: PT1H}}]}}'),
    ).toEqual({ a: 1 });
  });
});

describe('data flow', () => {
  const head = 'input: {from: .order}\noutput: {as: {done: "${ . }", by: "${ $workflow.definition.document.name }"}}\n';
  test('the workflow transforms its input and its output, and knows the raw input', () => {
    expect(
      result('  - one: {set: {id: "${ .id }", raw: "${ $workflow.input.order.id }"}}', {
        head,
        input: { order: { id: 7 } },
      }),
    ).toEqual({
      done: { id: 7, raw: 7 },
      by: 'test',
    });
  });

  test('a task sees $input transformed, $task raw, and exports what its output was made', () => {
    const yaml = `
  - one:
      input: {from: {only: '\${ .a }'}}
      set: {now: '\${ .only }', mine: '\${ $input.only }', raw: '\${ $task.input.a }', name: '\${ $task.name }', at: '\${ $task.reference }'}
      output: {as: '. + {task: $task.output.now}'}
      export: {as: '{kept: .now, output: $output.task}'}
  - two: {set: '\${ $context }'}`;
    expect(result(yaml, { input: { a: 1 } })).toEqual({ kept: 1, output: 1 });
    const { entries } = run(yaml, { input: { a: 1 } });
    expect(entries.find(({ task }) => task === '/do/0/one')?.data['output']).toEqual({
      now: 1,
      mine: 1,
      raw: 1,
      name: 'one',
      at: '/do/0/one',
      task: 1,
    });
  });

  test.each([
    ['input', '{input: {schema: {document: {required: [z]}}}, set: {z: 1}}'],
    ['output', '{set: {a: 1}, output: {schema: {document: {required: [z]}}}}'],
    ['export', '{set: {a: 1}, export: {as: ., schema: {document: {required: [z]}}}}'],
  ])('the schema of %s is held to', (_what, task) => {
    expect(errorIn(run(`  - one: ${task}`))).toMatchObject({
      type: expect.stringMatching(/validation$/),
      status: 400,
      instance: '/do/0/one',
    });
  });

  test('the schemas of the workflow are held to', () => {
    expect(
      errorIn(run('  - one: {set: {a: 1}}', { head: 'input: {schema: {document: {required: [z]}}}\n' })),
    ).toMatchObject({ status: 400 });
    expect(
      errorIn(run('  - one: {set: {a: 1}}', { head: 'output: {schema: {document: {required: [z]}}}\n' })),
    ).toMatchObject({ status: 400 });
  });

  test.each([
    'http://json-schema.org/draft-07/schema#',
    'https://json-schema.org/draft/2019-09/schema',
    'https://json-schema.org/draft/2020-12/schema',
  ])('a schema of %s is held to', (draft) => {
    const schema = (rule: string) =>
      `  - one: {input: {schema: {document: {$schema: "${draft}", ${rule}}}}, set: {a: 1}}`;
    const pair = draft.includes('2020') ? 'prefixItems' : 'items';
    const rule = `properties: {xs: {${pair}: [{type: string}, {type: number}]}}`;
    expect(result(schema(rule), { input: { xs: ['a', 1] } })).toEqual({ a: 1 });
    expect(errorIn(run(schema(rule), { input: { xs: [1, 'a'] } }))).toMatchObject({ status: 400 });
  });

  test('an output is checked after it was transformed', () => {
    expect(result('  - one: {set: {a: 1}, output: {as: {z: "${ .a }"}, schema: {document: {required: [z]}}}}')).toEqual(
      { z: 1 },
    );
  });
});

describe('for', () => {
  test('names default to item and index, and no items leave the input', () => {
    expect(
      result('  - each: {for: {in: .xs}, do: [{add: {set: {sum: "${ (.sum // 0) + $item * $index }"}}}]}', {
        input: { xs: [5, 6, 7] },
      }),
    ).toEqual({ sum: 20 });
    expect(result('  - each: {for: {in: .xs}, do: [{a: {set: {b: 1}}}]}', { input: { xs: [] } })).toEqual({ xs: [] });
  });

  test('the items may stand in the document, with expressions in them', () => {
    const yaml = `
  - each:
      for: {each: color, in: [{name: red}, {name: "\${ .name }"}]}
      do: [{add: {set: {seen: '\${ (.seen // []) + [$color.name] }'}}}]`;
    expect(result(yaml, { input: { name: 'green' } })).toEqual({ seen: ['red', 'green'] });
  });

  test.each(['task', 'input', 'context', 'output', 'workflow'])('an item may be called %s', (name) => {
    const yaml = `  - each: {for: {each: ${name}, in: .xs}, do: [{add: {set: {seen: '\${ (.seen // []) + [$${name}] }'}}}]}`;
    expect(result(yaml, { input: { xs: [1, null] } })).toEqual({ seen: [1, null] });
  });

  test('while is looked at before each iteration, and sees what the last one put out', () => {
    expect(
      result(
        '  - each: {for: {in: "[range(10)]"}, while: (.n // 0) < 3, do: [{add: {set: {n: "${ (.n // 0) + 1 }"}}}]}',
      ),
    ).toEqual({ n: 3 });
  });
});

describe('fork', () => {
  test('outputs are in the order of the branches, whoever is first', () => {
    const yaml =
      '  - both: {fork: {branches: [{slow: {do: [{w: {wait: PT5S}}, {a: {set: {a: 1}}}]}}, {fast: {set: {b: 2}}}]}}';
    expect(result(yaml)).toEqual([{ a: 1 }, { b: 2 }]);
  });

  test('the winner of a race is the output, and the others are cancelled', () => {
    const done = run(
      '  - race: {fork: {compete: true, branches: [{slow: {wait: PT5S}}, {fast: {do: [{w: {wait: PT1S}}, {b: {set: {b: 2}}}]}}]}}',
    );
    expect(outputOf(done)).toEqual({ b: 2 });
    expect(done.took).toBe(1_000);
    expect(order(done, 'task.cancelled')).toEqual(['slow']);
  });
});

describe('switch', () => {
  test('the first case that holds is taken, the default wherever it stands, and nothing where there is none', () => {
    const yaml = (cases: string) =>
      `  - choose: {switch: [${cases}]}\n  - a: {set: {a: 1}, then: exit}\n  - b: {set: {b: 1}, then: exit}`;
    expect(result(yaml('{x: {then: b}}, {y: {when: .n == 1, then: a}}'), { input: { n: 1 } })).toEqual({ a: 1 });
    expect(result(yaml('{x: {then: b}}, {y: {when: .n == 1, then: a}}'), { input: { n: 2 } })).toEqual({ b: 1 });
    expect(result(yaml('{y: {when: .n == 1, then: b}}'), { input: { n: 2 } })).toEqual({ a: 1 });
  });
});

describe('time', () => {
  test.each([
    ['PT1S', 1_000],
    ['PT0.5S', 500],
    ['PT1M30S', 90_000],
    ['P1DT2H', 93_600_000],
    ['P1W', 604_800_000],
    ['{days: 1, hours: 1, minutes: 1, seconds: 1, milliseconds: 1}', 90_061_001],
    ['"${ .howLong }"', 2_000],
  ])('wait: %s', (duration, took) => {
    expect(run(`  - one: {wait: ${duration}}`, { input: { howLong: 'PT2S' } }).took).toBe(took);
  });

  test('timeouts of the document are used by their names, and can be caught', () => {
    const head = 'use: {timeouts: {short: {after: PT1S}}}\n';
    const yaml =
      '  - carefully: {try: [{slow: {wait: PT1H, timeout: short}}], catch: {errors: {with: {type: https://serverlessworkflow.io/spec/1.0.0/errors/timeout}}, do: [{late: {set: {late: true}}}]}}';
    expect(result(yaml, { head })).toEqual({ late: true });
    expect(errorIn(run('  - slow: {wait: PT1H}', { head: `${head}timeout: short\n` }))).toMatchObject({ status: 408 });
    expect(errorIn(run('  - slow: {wait: PT1H}', { head: 'timeout: {after: {seconds: 2}}\n' }))).toMatchObject({
      status: 408,
    });
  });
});

describe('emit and set', () => {
  test('an event has the attributes that it is given, extensions included, and defaults for the others', () => {
    const yaml =
      '  - tell: {emit: {event: {with: {source: https://a.example, type: a.b, subject: s, time: "2026-01-01T00:00:00Z", datacontenttype: application/json, dataschema: https://a.example/s, room: "${ .room }", data: {n: 1}}}}}';
    const done = run(yaml, { input: { room: '12' } });
    expect(done.emitted).toMatchObject([
      {
        type: 'a.b',
        source: 'https://a.example',
        subject: 's',
        data: { n: 1 },
        attributes: { time: '2026-01-01T00:00:00Z', dataschema: 'https://a.example/s', room: '12' },
      },
    ]);
    expect(outputOf(done)).toMatchObject({ specversion: '1.0', room: '12' });
  });

  test('an event without a source has that of its workflow', () => {
    expect(run('  - tell: {emit: {event: {with: {type: a.b}}}}').emitted).toMatchObject([
      { source: '/test/test/1.0.0' },
    ]);
  });

  const told = (attributes: string, input: Json = {}) =>
    run(`  - tell: {emit: {event: {with: {source: https://a.example, type: a.b, ${attributes}}}}}`, { input });

  test.each([
    ['time', '"yesterday"', 'a date and time (RFC 3339)'],
    ['time', '"2026-02-30T00:00:00Z"', 'a date and time (RFC 3339)'],
    ['time', '"2026-01-01T00:00Z"', 'a date and time (RFC 3339)'],
    ['time', '"2026-01-01T00:00:00"', 'a date and time (RFC 3339)'],
    ['time', '1767225600', 'a date and time (RFC 3339)'],
    ['source', '"not a URI"', 'a URI'],
    ['source', '"https://a.example/50%"', 'a URI'],
    ['source', '""', 'a URI'],
    ['id', '""', 'a text'],
    ['id', '7', 'a text'],
    ['type', '{a: 1}', 'a text'],
    ['subject', '""', 'a text'],
    ['subject', '["s"]', 'a text'],
    ['datacontenttype', '"json"', 'a media type'],
    ['dataschema', '"/schemas/a"', 'an absolute URI'],
  ])('an attribute that comes from an expression has its form, or the task faults: %s %s', (name, value, expected) => {
    const yaml = `  - tell: {emit: {event: {with: {${['source: https://a.example', 'type: a.b'].filter((one) => !one.startsWith(name)).join(', ')}, ${name}: '\${ ${value} }'}}}}`;
    expect(errorIn(run(yaml))).toMatchObject({
      type: expect.stringMatching(/errors\/validation$/),
      status: 400,
      detail: `the ${name} of the event is not ${expected}`,
      instance: '/do/0/tell',
    });
  });

  test.each([
    ['a type of the mesh', 'type: mesh.workflows.execution.completed.v1', 'told by the mesh alone'],
    ['a type with a star', 'type: a*b', 'type: expected a type without *'],
    ['a type of two lines', 'type: "${ \\"a\\r\\nb\\" }"', 'type: expected a text without control'],
    ['a subject of two lines', 'type: a.b, subject: "${ \\"a\\nb\\" }"', 'subject: expected a text without control'],
    ['an id of 300 letters', `type: a.b, id: ${'i'.repeat(300)}`, 'id: Too big'],
    ['an extension whose name is none', 'type: a.b, Bad-Name: x', 'lower-case letters and digits'],
    ['an extension that is an object', 'type: a.b, room: {a: 1}', 'room: expected a text, a whole number or a boolean'],
    ['an extension of two lines', 'type: a.b, room: "${ \\"a\\nb\\" }"', 'room: expected a text without control'],
    ['another version', 'type: a.b, specversion: "0.3"', 'specversion: '],
  ])('%s faults the task, as it is refused of whoever sends it', (_what, attributes, detail) => {
    const done = run(`  - tell: {emit: {event: {with: {source: https://a.example, ${attributes}}}}}`);
    expect(errorIn(done)).toMatchObject({
      type: expect.stringMatching(/errors\/validation$/),
      detail: expect.stringContaining(detail),
    });
    expect(done.emitted).toEqual([]);
  });

  test('attributes from expressions that have their form are told, and what is null is not there', () => {
    const attributes =
      'id: "${ .id }", time: "${ .at }", subject: "${ .none }", datacontenttype: "${ .as }", dataschema: "${ .schema }"';
    const input = { id: 'a', at: '2026-01-01T01:02:03.5+02:00', as: 'text/plain; charset=utf-8', schema: 'urn:a:b' };
    const [event] = told(attributes, input).emitted;
    expect(event).toMatchObject({
      id: 'a',
      attributes: { time: input.at, datacontenttype: input.as, dataschema: 'urn:a:b' },
    });
    expect(event).not.toHaveProperty('attributes.subject');
    expect(told(attributes, input).state.ended).not.toHaveProperty('output.subject');
    expect(run('  - tell: {emit: {event: {with: {source: "${ \\"/pets/1\\" }", type: a.b}}}}').emitted[0]?.source).toBe(
      '/pets/1',
    );
  });

  test('data of an event that are null are told as null, and where it has none there are none', () => {
    const dataOf = (data: string) =>
      run(`  - tell: {emit: {event: {with: {source: https://a.example, type: a.b${data}}}}}`).emitted[0]?.data;
    expect([dataOf(', data: null'), dataOf('')]).toEqual([null, undefined]);
  });

  test('source and schema of an event may be URI templates', () => {
    const yaml =
      '  - tell: {emit: {event: {with: {source: "https://a.example/{shop}", type: a.b, dataschema: "https://a.example/{none}s/{shop}"}}}}';
    expect(run(yaml, { input: { shop: 'big pets' } }).emitted).toMatchObject([
      { source: 'https://a.example/big%20pets', attributes: { dataschema: 'https://a.example/s/big%20pets' } },
    ]);
    expect(errorIn(run(yaml, { input: { shop: {} } })).type).toMatch(/expression$/);
  });

  test('set takes an expression for the whole', () => {
    expect(result('  - one: {set: "${ .a }"}', { input: { a: { b: 1 } } })).toEqual({ b: 1 });
  });
});

describe('run', () => {
  test('what is not waited for puts out its input', () => {
    const yaml = (more: string) =>
      `  - child: {run: {workflow: {namespace: a, name: b, version: 1.0.0, input: {n: "\${ .n }"}}${more}}}`;
    const world: World = ({ arguments: given }) => ({ ran: given });
    expect(result(yaml(', await: false'), { input: { n: 1 }, world })).toEqual({ n: 1 });
    expect(result(yaml(''), { input: { n: 1 }, world })).toMatchObject({ ran: { input: { n: 1 } } });
  });

  test('the code of a script stays as it is, with its own dollars and braces, or is an expression as a whole', () => {
    const yaml = (code: string) =>
      `  - script: {run: {script: {language: js, code: '${code}', environment: {NAME: "\${ .name }"}}, return: all}}`;
    const world: World = ({ arguments: given }) => given;
    const given = { name: 'Ada', code: 'return 1;' };
    const asked = (code: string) => result(yaml(code), { input: given, world });
    const others = { language: 'js', environment: { NAME: 'Ada' }, return: 'all' };
    const code = 'console.log(`Hello ${process.env.NAME}, ${ 1 + 1 }`);';
    expect(asked(code)).toEqual({ ...others, code });
    expect(asked('${ .code }')).toEqual({ ...others, code: given.code });
    expect(() => asked('${ .code( }')).toThrow(/do\/0\/script\/run\/script\/code.*not a jq expression/);
  });
});
