import { MeshError } from '@mesh/contracts/mesh-error';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type ContentType, readDocument } from '../../src/definition/read-document.ts';
import { shapes, wrongExpressions } from './invalid.ts';

function faultsOf(text: string, contentType: ContentType) {
  try {
    readDocument(text, contentType);
  } catch (error) {
    if (error instanceof MeshError && error.code === 'workflow-invalid') return error.errors ?? [];
    throw error;
  }
  return [];
}

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
