import type { Fault } from '@mesh/contracts/mesh-error';
import type { z } from 'zod';

const MOST = 50;

/** What is wrong and where, for the caller: a JSON Pointer for each place. At most 50. */
export function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.slice(0, MOST).flatMap((issue): Fault[] => {
    if (issue.code !== 'unrecognized_keys') return [{ pointer: pointer(issue.path), message: issue.message }];
    return issue.keys.map((key) => ({ pointer: pointer([...issue.path, key]), message: 'unknown field' }));
  });
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
