import { hash } from 'node:crypto';
import { jsonOf } from '@mesh/contracts/json-of';
import { plainText } from '@mesh/contracts/plain-text';
import { isObject, type Json, type JsonObject } from '@mesh/jq/json';
import { checkSchema } from '../../definition/schema/check-schema.ts';
import { unstorable } from '../../interpreter/storable.ts';
import { catchFault } from '../../workflow-fault.ts';
import type { ToolCall } from './call-reader.ts';
import type { Completion } from './completion.ts';
import { named, type ResolvedTool, type ToolEffect } from './tools.ts';

const LONGEST_ARGUMENTS = 256 * 1_024;
const NO_ARGUMENTS = '{}';
const NO_NAME = 'unnamed';
/** Length of ids: the shortest that any endpoint insists on. */
const ID_LENGTH = 9;
/** Finish reason of an answer that hit its token limit: its last call may be truncated. */
const CUT = 'length';
const CUT_SHORT =
  'the answer was cut within these arguments, as it had as many tokens as it may have: ask for less at once';
/** Characters of invalid arguments that the model is told. */
const MOST_TOLD = 1_000;

/**
 * A checked tool call: its effect, or what is wrong with it in words for the model. `arguments` are always a JSON object and
 * `name` is always a valid tool name: the next turn sends them back, and many endpoints refuse anything else.
 */
type CheckedCall = ToolCall &
  ({ readonly effect: ToolEffect; readonly approval: boolean; readonly mark: string } | { readonly problem: string });

/** Returns a call without an id one that is unique within `key`, since endpoints match results by it. */
export function checkedCalls(
  { calls, finishReason }: Pick<Completion, 'calls' | 'finishReason'>,
  tools: readonly ResolvedTool[],
  key: string,
): CheckedCall[] {
  return calls.map((asked, place) => {
    const { name: spoken, arguments: told } = asked;
    const isCut = finishReason === CUT && place === calls.length - 1;
    const given = isCut && told.trim() === '' ? undefined : argumentsIn(told);
    const tool = tools.find(({ name }) => name === spoken);
    const name = tool?.name ?? (named(spoken) || NO_NAME);
    const id = asked.id || hash('sha256', `${key} ${place}`).slice(0, ID_LENGTH);
    const call = { ...asked, id, name, arguments: given && told.trim() !== '' ? told : NO_ARGUMENTS };
    if (!tool) {
      const which = name === spoken ? 'no such tool' : `no tool ${JSON.stringify(spoken.slice(0, MOST_TOLD))}`;
      return { ...call, problem: `there is ${which}; there are: ${namesOf(tools)}` };
    }
    const problem = given ? problemOf(tool.parameters, given) : isCut ? CUT_SHORT : unfit(told);
    if (!given || problem !== undefined) return { ...call, problem: problem ?? '' };
    const effect = tool.effect(given);
    return { ...call, effect, approval: tool.approval, mark: markOf(effect) };
  });
}

function argumentsIn(told: string): JsonObject | undefined {
  if (told.length > LONGEST_ARGUMENTS) return undefined;
  const given = jsonOf(told.trim() || NO_ARGUMENTS) as Json | undefined;
  return given !== undefined && isObject(given) ? given : undefined;
}

/** Quotes the arguments, which are recorded nowhere else. */
function unfit(told: string): string {
  if (told.length > LONGEST_ARGUMENTS) return `the arguments are longer than ${LONGEST_ARGUMENTS} characters`;
  const what = jsonOf(told) === undefined ? 'JSON' : 'object';
  return `the arguments are no ${what}: ${plainText(told.slice(0, MOST_TOLD))}`;
}

/** Distinguishes a tool call from one with other arguments at the same position, for example when an agent is retried. */
function markOf(effect: ToolEffect): string {
  return hash('sha256', JSON.stringify(effect)).slice(0, 16);
}

function problemOf(schema: Json, given: Json): string | undefined {
  const flaw = unstorable(given);
  if (flaw) return `the arguments cannot be kept: ${flaw}`;
  return catchFault(
    () => void checkSchema(schema)(given),
    ({ message }) => `the arguments do not fit: ${message}`,
  );
}

function namesOf(tools: readonly ResolvedTool[]): string {
  return tools.map(({ name }) => name).join(', ') || 'none';
}
