import { createHash } from 'node:crypto';
import { jsonOf } from '@mesh/contracts/json-of';
import type { Json } from '@mesh/jq/json';
import { unstorable } from '../../interpreter/storable.ts';
import { checkSchema } from '../../plan/check-schema.ts';
import { WorkflowFault } from '../../workflow-fault.ts';
import type { ToolCall } from './completion.ts';
import type { ResolvedTool, ToolEffect } from './tools.ts';

const LONGEST_ARGUMENTS = 256 * 1_024;

/** What a model asks of a tool: what it comes to, or what is wrong with it, in words for the model. */
export type CheckedCall = { readonly id: string; readonly name: string; readonly arguments: string } & (
  | { readonly effect: ToolEffect; readonly approval: boolean; readonly mark: string }
  | { readonly problem: string }
);

export function checkedCalls(calls: readonly ToolCall[], tools: readonly ResolvedTool[]): CheckedCall[] {
  return calls.map((call) => {
    if (call.arguments.length > LONGEST_ARGUMENTS)
      return { ...call, arguments: '{}', problem: `the arguments are longer than ${LONGEST_ARGUMENTS} characters` };
    const tool = tools.find(({ name }) => name === call.name);
    if (!tool) return { ...call, problem: `there is no such tool; there are: ${namesOf(tools)}` };
    const given = call.arguments.trim() === '' ? {} : (jsonOf(call.arguments) as Json | undefined);
    const problem = given === undefined ? 'the arguments are no JSON' : problemOf(tool.parameters, given);
    if (given === undefined || problem !== undefined) return { ...call, problem: problem ?? '' };
    const effect = tool.effect(given);
    return { ...call, effect, approval: tool.approval, mark: markOf(effect) };
  });
}

/** Tells a use of a tool from one with other arguments that stands in the same place, as when an agent is tried again. */
function markOf(effect: ToolEffect): string {
  return createHash('sha256').update(JSON.stringify(effect)).digest('hex').slice(0, 16);
}

function problemOf(schema: Json, given: Json): string | undefined {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return 'the arguments are no object';
  const flaw = unstorable(given);
  if (flaw) return `the arguments cannot be kept: ${flaw}`;
  try {
    checkSchema(schema)(given);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof WorkflowFault) return `the arguments do not fit: ${thrown.message}`;
    throw thrown;
  }
}

function namesOf(tools: readonly ResolvedTool[]): string {
  return tools.map(({ name }) => name).join(', ') || 'none';
}
