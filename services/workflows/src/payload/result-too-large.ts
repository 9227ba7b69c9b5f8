import { standardFault } from '../workflow-fault.ts';
import { MOST_BYTES } from './size.ts';

/** What a task fails with whose result is larger than anything that is kept. */
export const resultTooLarge = standardFault(
  'validation',
  `the result has more than ${MOST_BYTES} bytes as JSON, which is the most that is kept`,
  { status: 413 },
);
