import type { z } from 'zod';
import { pointerOf } from './json-pointer.ts';
import type { Fault } from './mesh-error.ts';

/** What is wrong with a value at `at`: each field that is none, at itself, and all else where it stands. */
export function faultsOfIssue(issue: z.core.$ZodIssue, at: string, noField: string): Fault[] {
  if (issue.code !== 'unrecognized_keys') return [{ pointer: at + pointerOf(issue.path), message: issue.message }];
  return issue.keys.map((key) => ({ pointer: at + pointerOf([...issue.path, key]), message: noField }));
}
