import { z } from 'zod';
import { a2aMethods } from './a2a-methods.ts';
import { authenticationOrName } from './authentication.ts';
import { agentArguments, llmArguments } from './call-ai.ts';
import { asyncapiArguments } from './call-asyncapi.ts';
import { choose, chooseByKey, isObject } from './choice.ts';
import { duration } from './duration.ts';
import { endpoint, externalResource } from './endpoint.ts';
import { outputs } from './outputs.ts';
import type { ownCalls } from './own-calls.ts';
import { taskBase } from './task-base.ts';
import { headersOrExpression, mapping, mappingOrText, queryOrExpression, someOrText, text, texts } from './values.ts';

const response = {
  output: z.enum(outputs).exactOptional(),
  redirect: z.boolean().exactOptional(),
} as const;

const http = z.strictObject({
  method: text,
  endpoint,
  headers: headersOrExpression.exactOptional(),
  body: z.unknown().exactOptional(),
  query: queryOrExpression.exactOptional(),
  ...response,
});

const openapi = z.strictObject({
  document: externalResource,
  operationId: text,
  parameters: mapping.exactOptional(),
  authentication: authenticationOrName.exactOptional(),
  ...response,
});

const grpc = z.strictObject({
  proto: externalResource,
  service: z.strictObject({
    name: text,
    host: z.string().regex(/^[a-zA-Z0-9](?:[a-zA-Z0-9-.]{0,61}[a-zA-Z0-9])?$/, 'expected the name of a host'),
    port: z.number().int().min(0).max(65_535).exactOptional(),
    authentication: authenticationOrName.exactOptional(),
  }),
  method: text,
  arguments: mapping.exactOptional(),
});

const a2a = z.strictObject({
  agentCard: externalResource.exactOptional(),
  server: endpoint.exactOptional(),
  method: z.enum(a2aMethods),
  parameters: someOrText.exactOptional(),
});

const options = texts.exactOptional();
const mcp = z.looseObject({
  protocolVersion: text.exactOptional(),
  method: z.enum([
    'tools/list',
    'tools/call',
    'prompts/list',
    'prompts/get',
    'resources/list',
    'resources/read',
    'resources/templates/list',
  ]),
  parameters: mappingOrText.exactOptional(),
  timeout: duration.exactOptional(),
  transport: chooseByKey({
    http: z.looseObject({ http: z.looseObject({ endpoint, headers: texts.exactOptional() }), options }),
    stdio: z.looseObject({
      stdio: z.looseObject({
        command: text,
        arguments: z.array(text).exactOptional(),
        environment: texts.exactOptional(),
      }),
      options,
    }),
  }),
  client: z.looseObject({ name: text, version: text }).exactOptional(),
});

const calls = {
  http: z.strictObject({ ...taskBase, call: z.literal('http'), with: http }),
  openapi: z.strictObject({ ...taskBase, call: z.literal('openapi'), with: openapi }),
  asyncapi: z.strictObject({ ...taskBase, call: z.literal('asyncapi'), with: asyncapiArguments }),
  grpc: z.strictObject({ ...taskBase, call: z.literal('grpc'), with: grpc }),
  a2a: z.strictObject({ ...taskBase, call: z.literal('a2a'), with: a2a }),
  mcp: z.strictObject({ ...taskBase, call: z.literal('mcp'), with: mcp }),
  llm: z.strictObject({ ...taskBase, call: z.literal('llm'), with: llmArguments }),
  agent: z.strictObject({ ...taskBase, call: z.literal('agent'), with: agentArguments }),
} as const satisfies Record<(typeof ownCalls)[number], z.ZodType>;
/** A function of the document, of a catalog or of the mesh. */
const callFunction = z.strictObject({ ...taskBase, call: z.string(), with: mapping.exactOptional() });

export const callTask = choose<(typeof calls)[keyof typeof calls] | typeof callFunction>((value) => {
  if (!isObject(value)) return 'expected an object';
  const { call } = value;
  return typeof call === 'string' && Object.hasOwn(calls, call) ? calls[call as keyof typeof calls] : callFunction;
});
