import { joinPath } from '@mesh/egress/join-path';
import type { Json } from '@mesh/jq/json';
import { checkedDurationMs } from '../../plan/checked-duration.ts';
import { readArguments } from '../../plan/read-arguments.ts';
import { standardFault } from '../../workflow-fault.ts';
import type { EffectHandler } from '../effect-handler.ts';
import { sendingOf } from '../http/http-call.ts';
import { sendHttp } from '../http/send-http.ts';
import { patiently } from '../patiently.ts';
import { chatRequest } from './chat-request.ts';
import { checkedCalls } from './checked-calls.ts';
import { llmArguments } from './llm-arguments.ts';
import { readAnswer } from './read-answer.ts';
import { resolveTools } from './tools.ts';
import { usageOf } from './usage.ts';
import { watchedWords } from './watched-words.ts';

const USUAL_MS = 300_000;
const LONGEST_MS = 600_000;
const MOST_BYTES = 16 * 1_024 * 1_024;

/**
 * One turn of a model: its words, tool calls and usage. If the workspace's budget is spent nothing is sent, and the reason is
 * the answer.
 */
export const callLlm: EffectHandler = async (needs, about, effect, signal) => {
  const { models } = needs;
  const asked = readArguments(llmArguments, effect.arguments);
  const held = await models.spending.reached(about.workspaceId);
  if (held !== undefined) return { held };
  const model = asked.model ?? models.model;
  if (model === undefined) throw standardFault('configuration', 'the call names no `model`, and there is no usual one');
  const tools = await resolveTools(asked.tools, { needs, about, signal });
  const request = chatRequest(asked, model, tools);
  const { uri, authentication } = asked.endpoint ?? { uri: models.endpoint, authentication: undefined };
  const url = joinPath(uri, 'chat/completions');
  const headers = { accept: 'text/event-stream', ...asked.headers };
  const enough = new AbortController();
  const tell = (from: number, text: string) => models.tell(about.id, { task: effect.pointer, from, text });
  const answer = await sendHttp(
    needs,
    about,
    { method: 'POST', url, headers, body: request, redirect: false, authentication },
    {
      ...sendingOf(effect, signal),
      maxBytes: MOST_BYTES,
      timeoutMs: asked.timeout === undefined ? USUAL_MS : Math.min(checkedDurationMs(asked.timeout), LONGEST_MS),
      onPart: watchedWords(tell, () => enough.abort()),
      enough: enough.signal,
    },
  );
  const completion = readAnswer(answer);
  const usage = usageOf(completion, request, asked.prices ?? models.prices[model]);
  await patiently(() => models.spending.record(about.workspaceId, model, usage), signal);
  const { content, thoughts, finishReason } = completion;
  const calls = checkedCalls(completion, tools, effect.key) as unknown as Json;
  return { content, ...(thoughts && { thoughts }), calls, finishReason, model: completion.model ?? model, usage };
};
