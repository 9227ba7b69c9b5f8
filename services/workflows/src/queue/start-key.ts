import { hash } from 'node:crypto';
import type { Json } from '@mesh/jq/json';
import type { Evaluate } from '../expression/evaluate.ts';
import { NOW } from '../expression/expression.ts';
import { textOf } from '../expression/text-of.ts';

const LONGEST = 256;

/**
 * The concurrency key that a document gives a start with this input, at a time in ms. Longer ones are hashed. If it fails to
 * evaluate it is empty, which no caller can ask for, so that such starts run one at a time too.
 */
export function startKey(evaluate: Evaluate, input: Json, at: number): string {
  const key = evaluated(evaluate, input, at);
  return key.length > LONGEST ? hash('sha256', key) : key;
}

/** Any error counts, also one of the runtime such as a text that is too long: one schedule must not block those of others. */
function evaluated(evaluate: Evaluate, input: Json, at: number): string {
  try {
    return textOf(evaluate(input, (name) => (name === NOW ? at : name === 'input' ? input : null)));
  } catch {
    return '';
  }
}
