import type { Json } from '@mesh/jq/json';
import type { LlmArguments } from './llm-arguments.ts';
import type { ResolvedTool } from './tools.ts';

/**
 * What the chat completions protocol sends. Fields of `parameters` win, as the endpoint may name things its own way, and those that
 * are null there are left out: some refuse what they do not know.
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

/** Of a model that only asked for tools: some endpoints refuse words that are empty, and models of others write calls into theirs. */
function worded(message: LlmArguments['messages'][number]) {
  const { content, tool_calls: calls } = message;
  return content === '' && Array.isArray(calls) && calls.length > 0 ? { ...message, content: null } : message;
}

function spelled({ name, description, parameters }: ResolvedTool) {
  return { type: 'function', function: { name, ...(description && { description }), parameters } };
}
