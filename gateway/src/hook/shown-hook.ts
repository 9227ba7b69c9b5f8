import type { HookRow } from '../db/schema.ts';

/** A hook as answers show it: without its secret. */
export function shownHook({ id, workflow, verify, input, createdAt }: HookRow) {
  return { id, path: `/v1/hooks/${id}`, workflow, verify, input, createdAt: createdAt.toISOString() };
}
