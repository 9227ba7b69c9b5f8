import { jsonOf } from '@mesh/contracts/json-of';
import type { Json } from '@mesh/jq/json';
import type { AgentPlan } from '../../plan/agent-plan.ts';
import { standardFault, WorkflowFault } from '../../workflow-fault.ts';
import { unstorable } from '../storable.ts';
import type { AgentRun } from './agent-run.ts';

/** How often a model may correct an answer that does not fit its schema. */
const MOST_MISFITS = 2;
const fence = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?```\s*$/;

/**
 * The answer, parsed and validated if it has a schema; or what to tell the model instead. Throws `WorkflowFault` after too many
 * misfits.
 */
export function answerOf(
  { check }: AgentPlan,
  run: AgentRun,
  text: string,
): { readonly content: Json; readonly misfit?: string } {
  if (!check) return { content: text };
  try {
    const content = read(text);
    const flaw = unstorable(content);
    if (flaw) throw standardFault('validation', `the answer of the model cannot be kept: ${flaw}`);
    check(content);
    return { content };
  } catch (thrown) {
    if (!(thrown instanceof WorkflowFault)) throw thrown;
    run.misfits += 1;
    if (run.misfits > MOST_MISFITS) throw thrown;
    return {
      content: null,
      misfit: `This answer does not fit: ${thrown.message}. Answer again, with nothing but JSON that fits.`,
    };
  }
}

function read(text: string): Json {
  const value = jsonOf(fence.exec(text)?.[1] ?? text);
  if (value === undefined) throw standardFault('validation', 'the answer of the model is no JSON');
  return value as Json;
}
