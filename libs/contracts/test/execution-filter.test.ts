import { expect, test } from 'vitest';
import { listExecutions } from '../src/executions.ts';
import { newId } from '../src/id.ts';

const isRead = (query: object) => listExecutions.query.safeParse(query).success;

test('executions are listed by the id of their parent, and by no other text', () => {
  expect(isRead({ parent: newId('exe'), status: 'running', 'input.customer.id': '42' })).toBe(true);
  for (const parent of ['', 'exe_1', newId('wf')]) expect(isRead({ parent }), parent).toBe(false);
});
