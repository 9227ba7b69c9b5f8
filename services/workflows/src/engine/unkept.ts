import { resultTooLarge } from '../payload/result-too-large.ts';
import { standardFault } from '../workflow-fault.ts';

/** What an execution faults with whose last result could not be kept. */
export const unkept = {
  unstorable: standardFault('runtime', 'a result cannot be stored: it may be too large or no valid text').error,
  'too-large': resultTooLarge.error,
} as const;
/** Why it could not. */
export type Unkept = keyof typeof unkept;
