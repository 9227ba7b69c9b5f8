import { resultTooLarge } from '../payload/result-too-large.ts';
import { standardFault } from '../workflow-fault.ts';

/** Errors of executions whose last result could not be stored. */
export const unkept = {
  unstorable: standardFault('runtime', 'a result cannot be stored: it may be too large or no valid text').error,
  'too-large': resultTooLarge.error,
} as const;
/** Why a result could not be stored. */
export type Unkept = keyof typeof unkept;
