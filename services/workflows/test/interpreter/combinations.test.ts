// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import type { Json } from '@mesh/jq/json';
import { expect, test } from 'vitest';
import { errorIn, outputOf, planOf, simulate, tasks } from '../simulation.ts';

/** Constructs inside each other: what the reference says of each has to hold of both. */
const E = 'type: https://a.example/e, status: 400';
const raising = `{raise: {error: {${E}, title: T}}}`;
const SPEC = 'https://serverlessworkflow.io/spec/1.0.0/errors/';

const completed: [what: string, yaml: string, output: Json, input?: Json][] = [
  [
    'the outer try catches what the inner does not',
    `- o: {try: [{i: {try: [{x: ${raising}}], catch: {errors: {with: {status: 500}}}}}], catch: {do: [{s: {set: {at: "\${ $error.instance }"}}}]}}`,
    { at: '/do/0/o/try/0/i/try/0/x' },
  ],
  [
    'an error of a handler goes outwards, from where it was raised',
    `- o: {try: [{i: {try: [{x: ${raising}}], catch: {as: e, do: [{y: {raise: {error: {type: "\${ $e.type }", status: 401, title: "again \${ $e.title }"}}}}]}}}], catch: {do: [{s: {set: "\${ $error | {title, status, instance} }"}}]}}`,
    { title: 'again T', status: 401, instance: '/do/0/o/try/0/i/catch/do/0/y' },
  ],
  [
    'a try does not catch its own timeout, the one around it does',
    '- o: {try: [{i: {timeout: {after: PT1S}, try: [{w: {wait: PT1H}}], catch: {do: [{s: {set: {inner: true}}}]}}}], catch: {do: [{s: {set: {status: "${ $error.status }"}}}]}}',
    { status: 408 },
  ],
  [
    'the slow branch of a race in a loop is left behind each time',
    '- f: {for: {each: n, in: "[1, 2, 3]"}, do: [{r: {fork: {compete: true, branches: [{s: {wait: PT1H}}, {q: {set: {n: "${ $n }"}}}]}, export: {as: "{l: (($context.l // []) + [.n])}"}}}]}\n  - o: {set: "${ $context.l }"}',
    [1, 2, 3],
  ],
  [
    'each branch deals with its own timeout',
    '- f: {fork: {branches: [{a: {try: [{w: {wait: PT1H, timeout: {after: PT1S}}}], catch: {do: [{s: {set: {late: a}}}]}}}, {b: {do: [{w: {wait: PT2S}}, {s: {set: {ok: b}}}]}}]}}',
    [{ late: 'a' }, { ok: 'b' }],
  ],
  [
    'exit leaves the list of a branch, and the others go on',
    '- f: {fork: {branches: [{a: {do: [{x: {set: {a: 1}, then: exit}}, {y: {set: {a: 2}}}]}}, {b: {set: {b: 1}}}]}}',
    [{ a: 1 }, { b: 1 }],
  ],
  [
    'end in a branch ends the workflow',
    '- f: {fork: {branches: [{a: {set: {a: 1}, then: end}}, {b: {wait: PT1H}}]}}\n  - z: {set: {z: 1}}',
    { a: 1 },
  ],
  [
    'exit leaves a try, which goes on where it says',
    '- t: {try: [{a: {set: {a: 1}, then: exit}}, {b: {set: {b: 1}}}], catch: {}, then: z}\n  - y: {set: {y: 1}}\n  - z: {set: "${ . + {z: 1} }"}',
    { a: 1, z: 1 },
  ],
  [
    'a switch leads to a named task of a list inside, and exit out of it',
    '- d: {do: [{s: {switch: [{big: {when: .n > 5, then: b}}, {other: {then: c}}]}}, {c: {set: {r: small}}}, {b: {set: {r: big}, then: exit}}, {z: {set: {r: none}}}]}\n  - after: {set: "${ . + {after: true} }"}',
    { r: 'big', after: true },
    { n: 6 },
  ],
  [
    'a switch without a fitting case goes where the task says',
    '- s: {switch: [{x: {when: "false", then: b}}], then: c}\n  - b: {set: {r: b}, then: end}\n  - c: {set: {r: c}}',
    { r: 'c' },
  ],
  [
    'loops inside loops have their own names, and shadow those around them',
    '- f: {for: {each: row, in: .rows, at: i}, do: [{g: {for: {each: cell, in: $row, at: j}, do: [{s: {set: {l: "${ (.l // []) + [[$i, $j, $cell]] }"}}}]}}]}',
    {
      l: [
        [0, 0, 1],
        [0, 1, 2],
        [1, 0, 3],
      ],
    },
    { rows: [[1, 2], [3]] },
  ],
  [
    'the context is kept by an attempt that failed',
    '- t: {try: [{s: {set: {a: 1}, export: {as: "{n: (($context.n // 0) + 1)}"}}}, {m: {if: "$context.n < 3", raise: {error: {type: https://a.example/e, status: 503}}}}], catch: {retry: {delay: PT1S, limit: {attempt: {count: 5}}}}}\n  - o: {set: "${ $context }"}',
    { n: 3 },
  ],
  [
    'a composite task has input, output and export of its own',
    '- d: {input: {from: .a}, do: [{x: {set: {n: "${ .n + 1 }"}}}, {y: {set: {n: "${ .n * 10 }", i: "${ $input.n }"}}}], output: {as: "{r: .n, in: $input.n}"}, export: {as: "{raw: $task.output.n, out: $output.r}"}}\n  - z: {set: "${ [., $context] }"}',
    [
      { r: 20, in: 1 },
      { raw: 20, out: 20 },
    ],
    { a: { n: 1 } },
  ],
];

test.each(completed)('%s', (_what, yaml, output, input = {}) => {
  expect(outputOf(simulate(planOf(tasks(`  ${yaml}`)), { input }))).toEqual(output);
});

const faulted: [what: string, yaml: string, error: object][] = [
  [
    'an error that nobody catches tells where it was raised, however deep',
    `- a: {do: [{b: {for: {in: "[1]"}, do: [{f: {fork: {branches: [{c: ${raising}}]}}}]}}]}`,
    { status: 400, instance: '/do/0/a/do/0/b/do/0/f/fork/branches/0/c' },
  ],
  [
    'a condition of a case that cannot be evaluated is an error of its switch',
    '- s: {switch: [{a: {when: .x.y, then: end}}]}',
    { type: `${SPEC}expression`, instance: '/do/0/s' },
  ],
  [
    'items that cannot be evaluated are an error of their loop',
    '- f: {fork: {branches: [{a: {for: {in: .x.y}, do: []}}]}}',
    { type: `${SPEC}expression`, instance: '/do/0/f/fork/branches/0/a' },
  ],
  [
    'a duration of a timeout that is none is an error of its task',
    '- w: {wait: PT1S, timeout: {after: "${ {seconds: -1} }"}}',
    { type: `${SPEC}validation`, instance: '/do/0/w' },
  ],
  [
    'the first error of a race is that of the race',
    `- f: {fork: {compete: true, branches: [{a: {wait: PT1H}}, {b: ${raising}}]}}`,
    { status: 400, instance: '/do/0/f/fork/branches/1/b' },
  ],
];

test.each(faulted)('%s', (_what, yaml, error) => {
  expect(errorIn(simulate(planOf(tasks(`  ${yaml}`)), { input: { x: 5 } }))).toMatchObject(error);
});
