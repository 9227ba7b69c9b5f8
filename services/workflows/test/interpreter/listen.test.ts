import type { Json } from '@mesh/jq/json';
import { describe, expect, test } from 'vitest';
import { expectedFor, expectedKeys, listenersOf } from '../../src/event/listening.ts';
import { advance } from '../../src/interpreter/advance.ts';
import type { CloudEvent } from '../../src/interpreter/cloud-event.ts';
import { beginConsumption } from '../../src/interpreter/consumption.ts';
import { newState } from '../../src/interpreter/state.ts';
import { errorIn, order, outputOf, planOf, simulate, tasks } from '../simulation.ts';

let count = 0;
const event = (type: string, data: Json = {}, more: Readonly<Record<string, Json>> = {}): CloudEvent => ({
  specversion: '1.0',
  id: `${++count}`,
  source: 'https://a.example/sensors',
  type,
  data,
  ...more,
});
const { data: _none, ...bytes } = event('x');
const run = (yaml: string, events: readonly CloudEvent[], input: Json = {}) =>
  simulate(planOf(tasks(yaml)), { events, input });
const heardBy = (done: ReturnType<typeof simulate>) =>
  done.entries.filter(({ type }) => type === 'event.heard').map(({ data }) => data['type']);
/** A task that listens to one event that fits. */
const one = (filter: string) => `  - hear: {listen: {to: {one: ${filter}}}}`;

describe('filters', () => {
  const fits = (filter: string, given: CloudEvent, input: Json = {}) => {
    const last = event('the.last');
    const plan = planOf(
      tasks(`
  - hear: {listen: {to: {any: [${filter}], until: {one: {with: {type: the.last}}}}, read: envelope}}`),
    );
    return (outputOf(simulate(plan, { events: [given, last], input })) as Json[]).length === 1;
  };

  test.each([
    ['{with: {type: a.b}}', event('a.b'), true],
    ['{with: {type: a.b}}', event('axb'), false],
    ['{with: {type: "a\\\\..*"}}', event('a.b.c'), true],
    ['{with: {type: "a\\\\..*"}}', event('b.a.c'), false],
    ['{with: {type: "a|b"}}', event('a.b'), false],
    ['{with: {type: "^a"}}', event('a.b'), true],
    ['{with: {type: "^b"}}', event('a.b'), false],
    ['{with: {type: "b$"}}', event('a.b'), true],
    ['{with: {type: "^a$"}}', event('a.b'), false],
    ['{with: {type: "mesh\\\\..*"}}', event('mesh.plugins.plugin.published'), true],
    [`{with: {type: '\${ startswith("io.") }'}}`, event('io.serverlessworkflow.task.started.v1'), true],
    ['{with: {data: {}}}', event('mesh.plugins.plugin.published'), false],
    ['{with: {source: "https://a.example/sensors"}}', event('io.serverlessworkflow.task.started.v1'), false],
    ['{with: {source: "https://a.example/sensors"}}', event('x'), true],
    ['{with: {source: "https://a\\\\.example/(sensors|others)"}}', event('x'), true],
    ['{with: {subject: one}}', event('x', {}, { subject: 'one' }), true],
    ['{with: {subject: one}}', event('x'), false],
    ['{with: {datacontenttype: application/json}}', event('x'), true],
    ['{with: {datacontenttype: application/json}}', event('x', 'a', { datacontenttype: 'text/plain' }), false],
    ['{with: {datacontenttype: application/json}}', { ...bytes, data_base64: 'AAE=' }, false],
    ['{with: {room: "12"}}', event('x', {}, { room: '12' }), true],
    ['{with: {floor: 3}}', event('x', {}, { floor: 3 }), true],
    ['{with: {floor: 3}}', event('x', {}, { floor: '3' }), true],
    ['{with: {floor: "[34]"}}', event('x', {}, { floor: 3 }), true],
    ['{with: {floor: 3}}', event('x', {}, { floor: 4 }), false],
    ['{with: {urgent: true}}', event('x', {}, { urgent: 'true' }), true],
    ['{with: {urgent: true}}', event('x'), false],
    ['{with: {type: x, data: 3}}', event('x', '3'), false],
    ['{with: {type: x, data: "${ .celsius > 38 }"}}', event('x', { celsius: 39 }), true],
    ['{with: {type: x, data: "${ .celsius > 38 }"}}', event('x', { celsius: 37 }), false],
    ['{with: {type: x, data: "${ .celsius + 1 > 38 }"}}', event('x', { celsius: 'warm' }), false],
    ['{with: {type: x, data: {order: {id: 7}}}}', event('x', { order: { id: 7, more: true } }), true],
    ['{with: {type: x, data: {order: {id: 7}}}}', event('x', { order: { id: 8 } }), false],
    ['{with: {type: x, data: {order: {id: "${ $input.order }"}}}}', event('x', { order: { id: 9 } }), true],
    ['{with: {subject: "${ $input.order | tostring }"}}', event('x', {}, { subject: '9' }), true],
    [
      '{with: {type: x}, correlate: {order: {from: .data.id, expect: "${ $input.order }"}}}',
      event('x', { id: '9' }),
      true,
    ],
    [
      '{with: {type: x}, correlate: {order: {from: .data.id, expect: "${ $input.order }"}}}',
      event('x', { id: 8 }),
      false,
    ],
    ['{with: {type: x}, correlate: {order: {from: .data.id, expect: red}}}', event('x', { id: 'red' }), true],
    ['{with: {type: x}, correlate: {order: {from: .data.id}}}', event('x', {}), false],
    [
      '{with: {type: x}, correlate: {order: {from: .data.id, expect: "${ .order }"}}}',
      event('x', { id: 9, order: 8 }),
      true,
    ],
    [
      '{with: {type: x}, correlate: {order: {from: .data.id, expect: "n-${ .order }"}}}',
      event('x', { id: 'n-9' }),
      true,
    ],
    ['{with: {type: x}, correlate: {order: {from: .data.id, expect: "${ .order }"}}}', event('x', { id: 8 }), false],
    [
      '{with: {type: x}, correlate: {order: {from: .data.id, expect: "${ [{a: .order, b: {c: 1, d: 2}}] }"}}}',
      event('x', { id: [{ b: { d: 2, c: 1 }, a: 9 }] }),
      true,
    ],
  ] as const)('%s and %o', (filter, given, expected) => {
    expect(fits(filter, given, { order: 9 })).toBe(expected);
  });

  test('any event is none of those that the mesh tells of itself', () => {
    const given = [event('mesh.plugins.plugin.published'), event('io.serverlessworkflow.task.started.v1'), event('x')];
    const any = '  - hear: {listen: {to: {any: []}}}';
    expect(heardBy(run(any, given))).toEqual(['x']);
  });

  test('as journals of before have it, any event is one of those as well', () => {
    const state = newState('exe_01h455vb4pex5vsknk084sn02q', planOf(tasks('  - hear: {listen: {to: {any: []}}}')));
    advance(state, { kind: 'started', input: {}, rules: 12 }, 0);
    const [frame] = [...state.frames.values()].filter(({ listening }) => listening);
    const told = event('io.serverlessworkflow.task.started.v1');
    advance(state, { kind: 'heard', frame: frame?.id ?? 0, event: told, place: '1', rules: 12 }, 0);
    expect(state.ended?.status).toBe('completed');
  });

  test('who expects something of its input is found by the events that have it', () => {
    const filter = '{with: {type: x}, correlate: {order: {from: .data.id, expect: "${ .order + 1 }"}}}';
    const to = planOf(tasks(one(filter))).listens.get('/do/0/hear');
    if (!to) throw new Error('the task listens to nothing');
    const { seen } = beginConsumption(to, (name) => (name === 'input' ? { order: 9 } : null));
    const expects = listenersOf(to, { seen }).map((listener) => listener.expects);
    expect(expects).toEqual(to.filters.flatMap((one) => expectedFor(one, event('x', { id: 10 }))));
  });

  test('who expects an object is found in whatever order its members stand, by rows that keep them in their own as well', () => {
    const filter = '{with: {type: x}, correlate: {pair: {from: .data.pair, expect: "${ {b: 2, a: 1} }"}}}';
    const [plan] = planOf(tasks(one(filter))).listens.get('/do/0/hear')?.filters ?? [];
    if (!plan) throw new Error('the task listens to nothing');
    const [listener] = listenersOf({ mode: 'any', filters: [plan] }, { seen: {} });
    expect(expectedFor(plan, event('x', { pair: { a: 1, b: 2 } }))).toEqual([listener?.expects]);
    expect(expectedFor(plan, event('x', { pair: { b: 2, a: 1 } }))).toEqual([
      listener?.expects,
      expectedKeys(['{"b":2,"a":1}']),
    ]);
  });

  test('a hostile pattern takes no time, and what is no pattern is text', () => {
    expect(fits('{with: {type: "^(a+)+$"}}', event(`${'a'.repeat(50_000)}b`))).toBe(false);
    expect(fits('{with: {type: "a[b"}}', event('a[b'))).toBe(true);
  });
});

describe('strategies', () => {
  test('one event is enough, and it is read as data by default', () => {
    const done = run(one('{with: {type: order.paid}}'), [
      event('other'),
      event('order.paid', { id: 1 }),
      event('order.paid'),
    ]);
    expect(outputOf(done)).toEqual([{ id: 1 }]);
    expect(heardBy(done)).toEqual(['order.paid']);
  });

  test('read gives the envelope, or the raw data as text', () => {
    const paid = event('order.paid', { id: 1 });
    const reading = (read: string) => outputOf(run(`  - hear: {listen: {to: {any: []}, read: ${read}}}`, [paid]));
    expect(reading('envelope')).toEqual([paid]);
    expect(reading('raw')).toEqual(['{"id":1}']);
    expect(outputOf(run('  - hear: {listen: {to: {any: []}}}', [event('x', 'text')]))).toEqual(['text']);
  });

  test('all waits for one event of each filter, in the order in which they come', () => {
    const done = run('  - hear: {listen: {to: {all: [{with: {type: a}}, {with: {type: b}}]}}}', [
      event('b', 1),
      event('b', 2),
      event('a', 3),
    ]);
    expect(outputOf(done)).toEqual([1, 3]);
  });

  test.each([
    ['once', ['a|b', 'a'], ['a', 'b']],
    ['along', ['a|b', 'b|c', 'c|d'], ['b', 'c', 'a']],
  ])('of all events that fit several filters give them up, %s, to those that fit no other', (_how, filters, types) => {
    const all = filters.map((type) => `{with: {type: "${type}"}}`);
    const done = run(
      `  - hear: {listen: {to: {all: [${all}]}}}`,
      [...types, 'd'].map((type) => event(type, type)),
    );
    expect(outputOf(done)).toEqual(types);
  });

  test('an event of all that moves is held to what correlates the others', () => {
    const filters = [
      '{with: {type: "a|b"}, correlate: {order: {from: .data.order}}}',
      '{with: {type: a}, correlate: {order: {from: .data.other}}}',
    ];
    const done = run(`  - hear: {listen: {to: {all: [${filters}]}}}`, [
      event('a', { order: 1, other: 2 }),
      event('b', { order: 1 }),
      event('a', { order: 7, other: 1 }),
    ]);
    expect(outputOf(done)).toEqual([
      { order: 1, other: 2 },
      { order: 7, other: 1 },
    ]);
  });

  test('an empty all waits for nothing', () => {
    expect(outputOf(run('  - hear: {listen: {to: {all: []}}}', []))).toEqual([]);
  });

  test('without expectation the first event decides what the others correlate to', () => {
    const correlated = '{from: .data.order}';
    const done = run(
      `  - hear: {listen: {to: {all: [{with: {type: paid}, correlate: {order: ${correlated}}}, {with: {type: sent}, correlate: {order: ${correlated}}}]}}}`,
      [event('paid', { order: 1 }), event('sent', { order: 2 }), event('sent', { order: 1, by: 'post' })],
    );
    expect(outputOf(done)).toEqual([{ order: 1 }, { order: 1, by: 'post' }]);
  });

  test('what one filter expects of a correlation is expected by all that name it', () => {
    const filters = (second: string) =>
      `[{with: {type: paid}, correlate: {order: {from: .data.order, expect: "1"}}},
        {with: {type: sent}, correlate: {order: {from: .data.order${second}}}}, {with: {type: done}, correlate: {order: {from: .data.order}}}]`;
    const events = [event('sent', { order: 2 }), event('done', { order: 2 }), event('paid', { order: 1 })];
    const later = [event('sent', { order: 1 }), event('done', { order: 1 })];
    const orders = (second: string) =>
      (
        outputOf(run(`  - hear: {listen: {to: {all: ${filters(second)}}}}`, [...events, ...later])) as { order: 1 }[]
      ).map(({ order }) => order);
    expect(orders('')).toEqual([1, 1, 1]);
    expect(orders(', expect: "2"')).toEqual([2, 2, 1]); // two are expected, so the first event decides of the third
  });

  test('until a condition holds of what was consumed', () => {
    const done = run(
      '  - hear: {listen: {to: {any: [], until: ( . | length ) > 2}}}',
      [1, 2, 3, 4].map((n) => event('x', n)),
    );
    expect(outputOf(done)).toEqual([1, 2, 3]);
  });

  test('until events come, which are not put out', () => {
    const done = run(
      '  - hear: {listen: {to: {any: [{with: {type: x}}], until: {all: [{with: {type: y}}, {with: {type: z}}]}}}}',
      [event('x', 1), event('y', 2), event('x', 3), event('z', 4)],
    );
    expect(outputOf(done)).toEqual([1, 3]);
  });

  test('an event that comes again counts once; the same id of another source is another event', () => {
    const twice = event('x', 1);
    const done = run('  - hear: {listen: {to: {any: [], until: length == 2}}}', [
      twice,
      twice,
      { ...twice, source: 'https://b.example', data: 2 },
    ]);
    expect(outputOf(done)).toEqual([1, 2]);
  });

  test('a timeout ends the listening', () => {
    const done = run('  - hear: {listen: {to: {any: [], until: "${ false }"}}, timeout: {after: {seconds: 3}}}', [
      event('x'),
    ]);
    expect(errorIn(done)).toMatchObject({ status: 408, instance: '/do/0/hear' });
    expect(done.took).toBe(3_000);
  });
});

describe('foreach', () => {
  const loop = (more: string, until = 'length == 3') => `
  - hear:
      listen: {to: {any: [{with: {type: x}}], until: '${until}'}}
      foreach:
        item: event
        at: place
        do:
          - note: {set: {seen: '\${ [$place, $event.n, .n] }'}}
${more}`;
  const events = [1, 2, 3, 4].map((n) => event('x', { n }));

  test('each event runs through the tasks, in its turn', () => {
    const done = run(loop(''), events);
    expect(outputOf(done)).toEqual([{ seen: [0, 1, 1] }, { seen: [1, 2, 2] }, { seen: [2, 3, 3] }]);
    expect(order(done)).toEqual(['note', 'note', 'note', 'hear']);
  });

  test('what an iteration puts out is transformed and exported', () => {
    const done = run(
      loop(
        "        output: {as: '.seen[1]'}\n        export: {as: '{ last: . }'}\n  - after: {set: {all: '${ . }', last: '${ $context.last }'}}",
      ),
      events,
    );
    expect(outputOf(done)).toEqual({ all: [1, 2, 3], last: 3 });
  });

  test('what iterations export can end the listening', () => {
    expect(
      outputOf(run(loop("        export: {as: '{ done: (.seen[1] == 2) }'}", '$context.done == true'), events)),
    ).toHaveLength(2);
  });

  test('events that come meanwhile wait for their turn, and the last one is worked on before the end', () => {
    const done = run(
      `
  - hear:
      listen: {to: {any: [], until: length == 3}}
      foreach:
        do:
          - rest: {wait: {seconds: 1}}`,
      events,
    );
    expect(outputOf(done)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(done.took).toBe(3_000);
  });

  test('without tasks it only transforms', () => {
    const yaml = "  - hear: {listen: {to: {any: [], until: length == 2}}, foreach: {output: {as: '$item.n * 2'}}}";
    expect(outputOf(run(yaml, events))).toEqual([2, 4]);
  });
});
