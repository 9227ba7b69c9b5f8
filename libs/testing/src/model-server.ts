import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

type ChatMessage = {
  readonly role: string;
  readonly content?: string | null;
  readonly tool_call_id?: string;
  readonly tool_calls?: readonly { readonly id: string; readonly function: { name: string; arguments: string } }[];
};
/** A request to the server. */
type ChatAsked = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly model: string; readonly messages: readonly ChatMessage[] } & Readonly<
    Record<string, unknown>
  >;
  /** How many requests came before it. */
  readonly nth: number;
};
export type ChatToolCall = { readonly name: string; readonly arguments: unknown; readonly id?: string };
/** The model's answer: words and tool calls as a stream of the protocol, an HTTP status, or raw bytes with pauses. */
export type ChatAnswer =
  | {
      readonly content?: string;
      readonly calls?: readonly ChatToolCall[];
      readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number } | undefined;
      readonly finishReason?: string;
      /** As one JSON body even if a stream was requested. */
      readonly whole?: boolean;
    }
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  | { readonly raw: Iterable<string>; readonly pauseMs?: number; readonly cut?: boolean };
export type Model = (asked: ChatAsked) => ChatAnswer | Promise<ChatAnswer>;

/** A server of the chat completions protocol. Its model is a function, so each test decides what it answers. */
export class ModelServer implements AsyncDisposable {
  readonly asked: ChatAsked[] = [];
  readonly #server;

  private constructor(model: Model) {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = JSON.parse(Buffer.concat(chunks).toString());
      const asked = { path: request.url ?? '', headers: request.headers, body, nth: this.asked.length };
      this.asked.push(asked);
      await answer(response, asked, await model(asked)).catch(() => {}); // the client has gone
    });
  }

  /** At any free port by default. */
  static async open(model: Model, port = 0): Promise<ModelServer> {
    const opened = new ModelServer(model);
    await new Promise<void>((listening) => opened.#server.listen(port, '127.0.0.1', listening));
    return opened;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The base URL that clients are given. */
  get url(): string {
    return `http://${this.host}/v1`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

async function answer(response: ServerResponse, { body }: ChatAsked, told: ChatAnswer): Promise<void> {
  if ('raw' in told) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (told.cut) return void response.write([...told.raw].join(''), () => response.destroy());
    return pipeline(slowly(told.raw, told.pauseMs ?? 0), response);
  }
  if ('status' in told) {
    response.writeHead(told.status, { 'content-type': 'application/json', ...told.headers });
    return void response.end(JSON.stringify(told.body ?? { error: { message: `status ${told.status}` } }));
  }
  const { usage = { prompt_tokens: 10, completion_tokens: 5 }, whole } = told;
  if (whole) {
    response.writeHead(200, { 'content-type': 'application/json' });
    const message = { role: 'assistant', content: told.content ?? null, tool_calls: spelled(told.calls) };
    const choices = [{ index: 0, message, finish_reason: reasonOf(told) }];
    return void response.end(JSON.stringify({ object: 'chat.completion', model: body.model, choices, usage }));
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(chatEvents(told, body.model).join(''));
}

type Said = Extract<ChatAnswer, { content?: string }>;

/** The events of an answer: a few words at a time, tool arguments in halves, then the usage. */
export function chatEvents(told: Said, model = 'test'): string[] {
  const { content = '', calls = [], usage = { prompt_tokens: 10, completion_tokens: 5 } } = told;
  const deltas = [
    { role: 'assistant', content: '' },
    ...(content.match(/[\s\S]{1,8}/g) ?? []).map((text) => ({ content: text })),
    ...(spelled(calls) ?? []).flatMap(({ function: { name, arguments: given }, ...call }) => {
      const half = given.length >> 1;
      const first = { ...call, function: { name, arguments: given.slice(0, half) } };
      return [first, { index: call.index, function: { arguments: given.slice(half) } }].map((one) => ({
        tool_calls: [one],
      }));
    }),
  ];
  const chunks = [
    ...deltas.map((delta) => ({ choices: [{ index: 0, delta, finish_reason: null }] })),
    { choices: [{ index: 0, delta: {}, finish_reason: reasonOf(told) }] },
    { choices: [], usage },
  ];
  return [...chunks.map((chunk) => eventOf({ object: 'chat.completion.chunk', model, ...chunk })), 'data: [DONE]\n\n'];
}

export function eventOf(chunk: unknown): string {
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

function spelled(calls: readonly ChatToolCall[] | undefined) {
  return calls?.map(({ name, arguments: given, id }, index) => {
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    return { index, id: id ?? `call_${index}`, type: 'function', function: { name, arguments: text } };
  });
}

function reasonOf({ finishReason, calls = [] }: Said): string {
  return finishReason ?? (calls.length > 0 ? 'tool_calls' : 'stop');
}

async function* slowly(parts: Iterable<string>, pauseMs: number) {
  for (const part of parts) {
    yield part;
    if (pauseMs > 0) await sleep(pauseMs);
  }
}
