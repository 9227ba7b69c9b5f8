import type { z } from 'zod';
import { pointerOf } from './json-pointer.ts';
import type { Fault } from './mesh-error.ts';

/** The faults of a value at `at`: an unknown field is reported at itself, everything else where it is. */
export function faultsOfIssue(issue: z.core.$ZodIssue, at: string, noField: string): Fault[] {
  if (issue.code !== 'unrecognized_keys') return [{ pointer: at + pointerOf(issue.path), message: issue.message }];
  return issue.keys.map((key) => ({ pointer: at + pointerOf([...issue.path, key]), message: noField }));
}
