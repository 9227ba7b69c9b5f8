import { pointerOf } from '@mesh/contracts/json-pointer';
import type { Fault } from '@mesh/contracts/mesh-error';
import type { z } from 'zod';

/** What is wrong with a value at `at`: each field that is none, at itself, and all else where it stands. */
export function faultsOf(issue: z.core.$ZodIssue, at: string, noField: string): Fault[] {
  const there = (path: readonly PropertyKey[]) => at + pointerOf(path.map(String));
  if (issue.code !== 'unrecognized_keys') return [{ pointer: there(issue.path), message: issue.message }];
  return issue.keys.map((key) => ({ pointer: there([...issue.path, key]), message: noField }));
}
