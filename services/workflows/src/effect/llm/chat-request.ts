import type { Json } from '@mesh/jq/json';
import type { LlmArguments } from './llm-arguments.ts';
import type { ResolvedTool } from './tools.ts';

/**
 * The request of the chat completions protocol. `parameters` override other fields, since endpoints may use names of their own;
 * null removes a field, since some refuse unknown ones.
 */
export function chatRequest(asked: LlmArguments, model: string, tools: readonly ResolvedTool[]): Json {
  const { messages, temperature, maxTokens, parameters, schema } = asked;
  const usual = {
    model,
    messages: messages.map(worded),
    stream: true,
    stream_options: { include_usage: true },
    ...(temperature !== undefined && { temperature }),
    ...(maxTokens !== undefined && { max_tokens: maxTokens }),
    ...(tools.length > 0 && { tools: tools.map(spelled) }),
    ...(schema !== undefined && {
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema, strict: false } },
    }),
  };
  const isWhole = parameters['stream'] === false;
  const given = { ...usual, ...(isWhole && { stream_options: null }), ...parameters };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)) as Json;
}

/** Omits empty words of a turn with tool calls: some endpoints refuse them, and some models then write their calls as words. */
function worded(message: LlmArguments['messages'][number]) {
  const { content, tool_calls: calls } = message;
  return content === '' && Array.isArray(calls) && calls.length > 0 ? { ...message, content: null } : message;
}

function spelled({ name, description, parameters }: ResolvedTool) {
  return { type: 'function', function: { name, ...(description && { description }), parameters } };
}
