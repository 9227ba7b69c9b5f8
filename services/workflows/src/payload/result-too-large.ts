import { standardFault } from '../workflow-fault.ts';
import { MOST_BYTES } from './size.ts';

/** Error of a task whose result exceeds every limit. */
export const resultTooLarge = standardFault(
  'validation',
  `the result has more than ${MOST_BYTES} bytes as JSON, which is the most that is kept`,
  { status: 413 },
);
