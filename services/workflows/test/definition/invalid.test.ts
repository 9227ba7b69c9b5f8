import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { faultsOf } from './faults-of.ts';
import { shapes, wrongExpressions } from './invalid.ts';

test('the table is long enough to trust', () => {
  expect(shapes.length + wrongExpressions.length).toBeGreaterThan(120);
});

test.each([...shapes, ...wrongExpressions])(
  '%s is a fault at its place, with its line',
  (_what, document, pointers) => {
    const faults = faultsOf(JSON.stringify(document, null, 1), 'application/json');
    expect(faults.map(({ pointer }) => pointer)).toEqual(pointers);
    for (const { message } of faults) expect(message).toMatch(/^(?!Invalid)\S.{2,200}$/);
  },
);

test.each([...shapes, ...wrongExpressions].filter(([what]) => !/prototype|NUL|surrogate|too many|too deep/.test(what)))(
  '%s is the same fault in YAML',
  (_what, document, pointers) => {
    const faults = faultsOf(stringify(document), 'application/yaml');
    expect(faults.map(({ pointer }) => pointer)).toEqual(pointers);
    for (const { line } of faults) expect(line).toBeGreaterThan(0);
  },
);
