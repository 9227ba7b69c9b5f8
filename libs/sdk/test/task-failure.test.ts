import { failTask } from '@mesh/contracts/queues';
import { expect, test } from 'vitest';
import { failureOf } from '../src/worker/task-failure.ts';

test('what a task fails with is told as text that the mesh takes, however long it is and whatever stands in it', () => {
  for (const message of [`${'x'.repeat(8_191)}🎈`, 'NUL \0 in it', 'half \ud83c of a pair']) {
    const { error } = failTask.body.parse({ attempt: 1, ...failureOf(new Error(message)) });
    expect(error.detail?.isWellFormed()).toBe(true);
    expect(error.detail).not.toContain('\0');
  }
});
