import type { z } from 'zod';

/** What is wrong with `value`, in words for whoever wrote the document. */
export function issuesOf(shape: z.ZodType, value: unknown): readonly z.core.$ZodIssue[] {
  return shape.safeParse(value, { error: tell }).error?.issues ?? [];
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function tell(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    return issue.input === undefined ? 'is missing' : `expected ${kinds[issue.expected] ?? issue.expected}`;
  }
  if (issue.code === 'invalid_value') return `expected one of ${issue.values.join(', ')}`;
  if (issue.code === 'too_small') return `expected at least ${issue.minimum}${unit(issue.origin)}`;
  if (issue.code === 'too_big') return `expected at most ${issue.maximum}${unit(issue.origin)}`;
  if (issue.code === 'invalid_key') return `expected another name: ${issue.issues[0]?.message}`;
  return undefined;
}

function unit(origin: string): string {
  if (origin === 'array') return ' items';
  return origin === 'string' ? ' characters' : '';
}
