import type { Json } from '@mesh/jq/json';
import type { LlmArguments } from './llm-arguments.ts';
import type { ResolvedTool } from './tools.ts';

/** What the chat completions protocol sends. Fields of `parameters` win, as the endpoint may name things its own way. */
export function chatRequest(asked: LlmArguments, model: string, tools: readonly ResolvedTool[]): Json {
  const { messages, temperature, maxTokens, parameters, schema } = asked;
  return {
    model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
    ...(temperature !== undefined && { temperature }),
    ...(maxTokens !== undefined && { max_tokens: maxTokens }),
    ...(tools.length > 0 && { tools: tools.map(spelled) }),
    ...(schema !== undefined && {
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema, strict: false } },
    }),
    ...parameters,
  } as Json;
}

function spelled({ name, description, parameters }: ResolvedTool) {
  return { type: 'function', function: { name, ...(description && { description }), parameters } };
}
