import { standardFault } from '../../workflow-fault.ts';

/**
 * Checks a path after its parameters were filled in. Throws `WorkflowFault` if a segment is `.` or `..`, which would lead
 * elsewhere.
 */
export function checkedPath(path: string): string {
  if (path.split('/').some((part) => part === '.' || part === '..'))
    throw standardFault('validation', 'a parameter of the path is . or .., which leads elsewhere');
  return path;
}
