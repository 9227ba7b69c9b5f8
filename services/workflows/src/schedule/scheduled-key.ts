import type { Json } from '@mesh/jq/json';
import { compileKey } from '../plan/compile/compile-key.ts';
import { keyOf } from '../queue/key-of.ts';
import { startKey } from '../queue/start-key.ts';
import type { Firing } from './due-store.ts';

/** The concurrency key of a scheduled start with this input; undefined if its document gives none. */
export function scheduledKey(
  { rule, ...named }: Pick<Firing, 'rule' | 'workspaceId' | 'namespace' | 'name'>,
  input: Json,
  now: Date,
): string | undefined {
  const evaluate = rule.concurrency && compileKey(rule.concurrency);
  return evaluate && keyOf(named, startKey(evaluate, input, now.getTime()));
}
