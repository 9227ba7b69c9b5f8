import { z } from 'zod';
import { readArguments } from '../../plan/read-arguments.ts';
import { authentication } from '../authentication/policy.ts';
import type { EffectHandler } from '../effect-handler.ts';
import { outputOf } from '../http/answer-http.ts';
import { type HttpArguments, response } from '../http/http-arguments.ts';
import { sendingOf } from '../http/http-call.ts';
import { refuseEncoded } from '../http/placeholders-of.ts';
import { sendHttp } from '../http/send-http.ts';
import { resource } from '../resource/resources.ts';
import { findOperation } from './find-operation.ts';
import { operationRequest } from './operation-request.ts';

const openapiArguments = z.object({
  document: resource,
  operationId: z.string(),
  parameters: z.record(z.string(), z.json()).default({}),
  authentication: authentication.optional(),
  ...response,
});

/** `call: openapi`: an operation of an OpenAPI 3 or Swagger 2 document. */
export const callOpenapi: EffectHandler = async (needs, about, effect, signal) => {
  const { document: wanted, operationId, parameters, ...given } = readArguments(openapiArguments, effect.arguments);
  const sending = sendingOf(effect, signal);
  if (sending.secrets && sending.secrets.length > 0) refuseEncoded(JSON.stringify(parameters)); // files are given as base64
  const found = findOperation(await needs.resources.operations(wanted, { needs, about, ...sending }), operationId);
  const request = operationRequest(found, parameters, wanted.endpoint.uri);
  const asked: HttpArguments = { ...request, ...given, method: found.method, authentication: given.authentication };
  return outputOf(asked, await sendHttp(needs, about, asked, { ...sending, isExact: asked.output === 'raw' }));
};
