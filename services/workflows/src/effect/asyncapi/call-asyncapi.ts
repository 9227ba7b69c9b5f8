import type { Json } from '@mesh/jq/json';
import { z } from 'zod';
import type { About } from '../../execution/about.ts';
import type { Effect } from '../../interpreter/frame.ts';
import { readArguments } from '../../plan/read-arguments.ts';
import { authentication } from '../authentication/policy.ts';
import { fieldsOf } from '../document-fields.ts';
import type { EffectHandler, EffectNeeds } from '../effect-handler.ts';
import { sendingOf } from '../http/http-call.ts';
import { resource } from '../resource/resources.ts';
import { chooseServer } from './choose-server.ts';
import { findChannel, type Wanted } from './find-channel.ts';
import { addressOf, kindOfMessage, type OutboundMessage } from './message.ts';
import { publishOverHttp, subscribeOverHttp } from './over-http.ts';
import { publishOverNats, subscribeOverNats } from './over-nats.ts';
import type { Speaking } from './speaking.ts';

const asyncapiArguments = z.object({
  document: resource,
  channel: z.string().optional(),
  operation: z.string().optional(),
  server: z.object({ name: z.string(), variables: z.record(z.string(), z.unknown()).default({}) }).optional(),
  protocol: z.string().optional(),
  message: z
    .object({ payload: z.json().optional(), headers: z.record(z.string(), z.json()).default({}) })
    .default({ headers: {} }),
  authentication: authentication.optional(),
});

/** `call: asyncapi` with a message: publishes it, and outputs it. */
export const callAsyncapi: EffectHandler = async (needs, about, effect, signal) => {
  const { speaking, contentType, message } = await spokenTo('publish', needs, about, effect, signal);
  if (speaking.server.protocol === 'nats') await publishOverNats(speaking, message);
  else await publishOverHttp(speaking, message, contentType);
  return message as unknown as Json;
};

/** `call: asyncapi` with a subscription: delivers messages until the task has enough. */
export const subscribeAsyncapi: EffectHandler = async (needs, about, effect, signal, say) => {
  const { speaking } = await spokenTo('subscribe', needs, about, effect, signal);
  return speaking.server.protocol === 'nats' ? subscribeOverNats(speaking, say) : subscribeOverHttp(speaking, say);
};

async function spokenTo(
  action: Wanted['action'],
  needs: EffectNeeds,
  about: About,
  effect: Effect,
  signal: AbortSignal,
) {
  const {
    document: wanted,
    message,
    authentication: policy,
    ...wish
  } = readArguments(asyncapiArguments, effect.arguments);
  const sending = sendingOf(effect, signal);
  const document = fieldsOf(await needs.resources.value(wanted, { needs, about, ...sending }));
  const channel = findChannel(document, { ...wish, action });
  const kind = action === 'publish' ? kindOfMessage(document, channel, message as OutboundMessage) : {};
  const server = chooseServer(document, channel, wish);
  const written = server.protocol === 'nats' ? String : encodeURIComponent;
  const address = addressOf(channel, message as OutboundMessage, written);
  const speaking: Speaking = { needs, about, sending, server, channel, address, authentication: policy };
  const contentType = String(kind['contentType'] ?? document['defaultContentType'] ?? 'application/json');
  return { speaking, contentType, message: message as OutboundMessage };
}
