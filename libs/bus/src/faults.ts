import { pointerOf } from '@mesh/contracts/json-pointer';
import type { Fault } from '@mesh/contracts/mesh-error';
import type { z } from 'zod';

const MOST = 50;

/** What is wrong and where, for the caller: a JSON Pointer for each place. At most 50. */
export function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.slice(0, MOST).flatMap((issue): Fault[] => {
    if (issue.code !== 'unrecognized_keys') return [{ pointer: pointerOf(issue.path), message: issue.message }];
    return issue.keys.map((key) => ({ pointer: pointerOf([...issue.path, key]), message: 'unknown field' }));
  });
}
