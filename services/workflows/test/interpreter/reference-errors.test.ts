import type { Json } from '@mesh/jq/json';
import { describe, expect, test } from 'vitest';
import { errorIn, outputOf, planOf, simulate, tasks } from '../simulation.ts';

/** Errors, each property of the reference in a document of its own. `head` stands above `do`. */
const run = (yaml: string, { input = {}, head = '' }: { input?: Json; head?: string } = {}) =>
  simulate(planOf(head + tasks(yaml)), { input });
const MISSING = 'https://serverlessworkflow.io/spec/1.0.0/errors/communication';
const raising = (more = '') =>
  `{raise: {error: {type: ${MISSING}, status: 404, title: Missing, detail: "no \${ .what }"${more}}}}`;

describe('raise', () => {
  test('an error of the document is raised by its name', () => {
    const head = `use: {errors: {gone: {type: ${MISSING}, status: 410, title: "Gone: \${ .what }"}}}\n`;
    expect(errorIn(run('  - one: {raise: {error: gone}}', { head, input: { what: 'Rex' } }))).toEqual({
      type: MISSING,
      status: 410,
      title: 'Gone: Rex',
      instance: '/do/0/one',
    });
  });

  test.each([
    ['https://a.example/{what}/{none}', 'https://a.example/big%20Rex/'],
    ['https://a.example/${ .what }', 'https://a.example/big Rex'],
    ['urn:example:broken', 'urn:example:broken'],
    ['about:blank', 'about:blank'],
  ])('a type is a URI, or a template of one: %s', (type, expected) => {
    const raised = run(`  - one: {raise: {error: {type: "${type}", status: 400}}}`, { input: { what: 'big Rex' } });
    expect(errorIn(raised)).toMatchObject({ type: expected, instance: '/do/0/one' });
  });

  test('what an error tells is text, whatever an expression makes of it, and what is null is not told', () => {
    const told = `{type: ${MISSING}, status: 404, title: "\${ .n }", detail: "\${ .o }", instance: "\${ .none }"}`;
    const raised = run(`  - one: {raise: {error: ${told}}}`, { input: { n: 5, o: { a: 1 } } });
    expect(errorIn(raised)).toEqual({
      type: MISSING,
      status: 404,
      title: '5',
      detail: '{"a":1}',
      instance: '/do/0/one',
    });
    const none = run(`  - one: {raise: {error: {type: ${MISSING}, status: 404, title: "\${ .none }"}}}`);
    expect(errorIn(none)).not.toHaveProperty('title');
  });

  test('an instance that is told is kept', () => {
    expect(errorIn(run(`  - one: ${raising(', instance: /a/b')}`, { input: { what: 'Rex' } }))).toMatchObject({
      instance: '/a/b',
      detail: 'no Rex',
    });
  });
});

describe('try', () => {
  const caught = (handler: string) =>
    run(`  - carefully: {try: [{one: ${raising()}}], catch: ${handler}}`, { input: { what: 'Rex' } }).state.ended
      ?.status;

  test.each([
    ['{}', 'completed'],
    [`{errors: {with: {type: ${MISSING}}}}`, 'completed'],
    ['{errors: {with: {type: communication}}}', 'completed'],
    ['{errors: {with: {type: runtime}}}', 'faulted'],
    ['{errors: {with: {status: 404, title: Missing}}}', 'completed'],
    ['{errors: {with: {status: 500}}}', 'faulted'],
    ['{errors: {with: {details: no Rex}}}', 'completed'],
    ['{errors: {with: {detail: no Rex}}}', 'completed'],
    ['{errors: {with: {details: no Tom}}}', 'faulted'],
    ['{errors: {with: {instance: /do/0/carefully/try/0/one}}}', 'completed'],
    [`{errors: {with: {type: "\${ \\"${MISSING}\\" }"}}}`, 'completed'],
    ['{when: $error.status == 404}', 'completed'],
    ['{when: "${ $error.status == 500 }"}', 'faulted'],
    ['{as: oops, when: $oops.status == 404}', 'completed'],
    ['{exceptWhen: $error.status == 404}', 'faulted'],
    ['{exceptWhen: $error.status == 500}', 'completed'],
    ['{when: .status == 404 and .detail == "no Rex"}', 'completed'],
    ['{when: "${ .status == 500 }"}', 'faulted'],
    ['{exceptWhen: .status == 404}', 'faulted'],
    ['{when: .status == 500, then: end}', 'faulted'],
    ['{errors: {with: {status: 404}}, when: $input.what == "Rex", exceptWhen: $input.what == "Tom"}', 'completed'],
  ])('catch: %s', (handler, status) => {
    expect(caught(handler)).toBe(status);
  });

  test.each([
    ['{then: repair}', { what: 'Rex', repaired: true }],
    ['{do: [{note: {set: {noted: true}}}], then: repair}', { noted: true, repaired: true }],
    ['{retry: {delay: PT1S, limit: {attempt: {count: 1}}}, then: repair}', { what: 'Rex', repaired: true }],
    ['{then: end}', { what: 'Rex' }],
    ['{do: [{note: {set: {noted: true}}}], then: continue}', { noted: true, first: true, repaired: true }],
    ['{do: [{note: {set: {noted: true}}}]}', { noted: true }],
  ])('catch: %s leads on', (handler, output) => {
    const yaml = `
  - carefully: {try: [{one: ${raising()}}], catch: ${handler}, then: end}
  - first: {set: '\${ . + {first: true} }'}
  - repair: {set: '\${ . + {repaired: true} }'}`;
    expect(outputOf(run(yaml, { input: { what: 'Rex' } }))).toEqual(output);
  });

  test('where nothing fails, the then of catch leads nowhere', () => {
    const yaml = `
  - carefully: {try: [{one: {set: {ok: true}}}], catch: {then: repair}, then: end}
  - repair: {set: {repaired: true}}`;
    expect(outputOf(run(yaml))).toEqual({ ok: true });
  });

  test('a policy of the document is used by its name, and an error that outlives it is raised', () => {
    const head = 'use: {retries: {twice: {delay: PT1S, limit: {attempt: {count: 2}}}}}\n';
    const done = run(`  - carefully: {try: [{one: ${raising()}}], catch: {retry: twice}}`, {
      head,
      input: { what: 'Rex' },
    });
    expect(errorIn(done)).toMatchObject({ status: 404, instance: '/do/0/carefully/try/0/one' });
    expect(done.took).toBe(2_000);
  });

  test.each([
    ['constant', 3_000],
    ['linear', 1_000 + 2_000 + 3_000],
    ['exponential', 1_000 + 2_000 + 4_000],
  ])('backoff: %s', (kind, took) => {
    const policy = `{delay: {seconds: 1}, backoff: {${kind}: {}}, limit: {attempt: {count: 3}}}`;
    expect(
      run(`  - carefully: {try: [{one: ${raising()}}], catch: {retry: ${policy}, do: [{gone: {set: {gone: true}}}]}}`)
        .took,
    ).toBe(took);
  });

  test('jitter stays in its range, and limits in time end the retries', () => {
    const policy =
      '{delay: {seconds: 1}, jitter: {from: {milliseconds: 100}, to: {milliseconds: 500}}, limit: {attempt: {count: 4}}}';
    const done = run(
      `  - carefully: {try: [{one: ${raising()}}], catch: {retry: ${policy}, do: [{gone: {set: {gone: true}}}]}}`,
    );
    expect(done.took).toBeGreaterThanOrEqual(4_400);
    expect(done.took).toBeLessThanOrEqual(6_000);
    const limited = run(
      `  - carefully: {try: [{one: ${raising()}}], catch: {retry: {delay: PT1S, limit: {duration: PT3S}}, do: [{gone: {set: {gone: true}}}]}}`,
    );
    expect(limited.took).toBe(3_000);
  });

  test('when and exceptWhen of a policy say whether to try again', () => {
    const policy = (condition: string) =>
      `  - carefully: {try: [{one: ${raising()}}], catch: {retry: {delay: PT1S, ${condition}, limit: {attempt: {count: 1}}}, do: [{gone: {set: {gone: true}}}]}}`;
    expect(run(policy('when: $error.status == 404')).took).toBe(1_000);
    expect(run(policy('when: $error.status == 500')).took).toBe(0);
    expect(run(policy('exceptWhen: $error.status == 404')).took).toBe(0);
    expect(run(policy('when: .status == 404')).took).toBe(1_000);
    expect(run(policy('exceptWhen: .status == 404')).took).toBe(0);
  });
});
