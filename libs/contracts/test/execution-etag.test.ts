import { expect, test } from 'vitest';
import { executionEtag } from '../src/execution-shapes.ts';

const ended = '2026-01-01T00:00:00.000Z';

test('an execution that shows the same has the same tag, and another whenever it shows something else', () => {
  expect(executionEtag({ status: 'running' })).toBe('"running"');
  const tags = [
    executionEtag({ status: 'waiting' }),
    executionEtag({ status: 'faulted', endedAt: ended }),
    executionEtag({ status: 'faulted', endedAt: '2026-01-01T00:00:00.001Z' }),
    executionEtag({ status: 'completed', endedAt: ended }),
    executionEtag({ status: 'completed', endedAt: ended, leftOut: ['input'] }),
    executionEtag({ status: 'completed', endedAt: ended, leftOut: ['input', 'output'] }),
  ];
  expect(new Set(tags).size).toBe(tags.length);
  for (const tag of tags) expect(tag).toMatch(/^"[a-z0-9-]+"$/);
});
