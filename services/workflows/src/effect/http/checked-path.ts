import { standardFault } from '../../workflow-fault.ts';

/** A path as its parameters make it. Throws `WorkflowFault` where one of them is `.` or `..`, which would lead to another. */
export function checkedPath(path: string): string {
  if (path.split('/').some((part) => part === '.' || part === '..'))
    throw standardFault('validation', 'a parameter of the path is . or .., which leads elsewhere');
  return path;
}
