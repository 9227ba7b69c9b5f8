import type { Client, Metadata, ServiceError } from '@grpc/grpc-js';
import type { Json } from '@mesh/jq/json';
import { currentTraceparent } from '@mesh/runtime/span';
import type { Method, Type } from 'protobufjs';
import { z } from 'zod';
import { readArguments } from '../../plan/read-arguments.ts';
import { standardFault } from '../../workflow-fault.ts';
import { authentication, takesSecret } from '../authentication/policy.ts';
import { withAuthorization } from '../authentication/with-authorization.ts';
import type { EffectHandler } from '../effect-handler.ts';
import { sendingOf } from '../http/http-call.ts';
import { besides, resource } from '../resource/resources.ts';
import { grpcError, UNAUTHENTICATED } from './grpc-error.ts';
import { misfitIn } from './misfit-in.ts';
import { openClient, USUAL_PORT } from './open-client.ts';
import { readProto } from './read-proto.ts';
import { toFields, toJson } from './well-known/convert.ts';

const grpcArguments = z.object({
  proto: resource,
  service: z.object({
    name: z.string(),
    host: z.string(),
    port: z.number().int().optional(),
    authentication: authentication.optional(),
  }),
  method: z.string(),
  arguments: z.record(z.string(), z.json()).default({}),
});
const LONGEST_MS = 30_000;
/** The JSON mapping of proto3: long integers as text, bytes as base64, enums by name, and default values included. */
const asJson = { longs: String, enums: String, bytes: String, defaults: true, json: true } as const;

/** `call: grpc`: a unary call. */
export const callGrpc: EffectHandler = async (needs, about, effect, signal) => {
  const { proto, service, method: name, arguments: given } = readArguments(grpcArguments, effect.arguments);
  const sending = sendingOf(effect, signal);
  const asking = { needs, about, ...sending };
  const textAt = (uri: string) => needs.resources.textIfAny(besides(proto, uri), asking);
  const root = await readProto({ ...proto.endpoint, text: await needs.resources.text(proto, asking) }, textAt);
  const method = methodOf(root.lookup(service.name), service.name, name);
  const request = encoded(method.resolvedRequestType, given);
  const policy = service.authentication;
  if (policy && (takesSecret(policy, effect.secrets) || 'digest' in policy))
    throw standardFault('configuration', 'secrets go out by HTTP alone, and gRPC knows no digest', { status: 501 });
  const client = await openClient(needs.egress, service.host, service.port ?? USUAL_PORT);
  try {
    const { error, answer } = await withAuthorization(
      policy,
      { tokens: needs.tokens, workspaceId: about.workspaceId, signal },
      async (authorized) => {
        const fields = {
          'idempotency-key': sending.key,
          traceparent: currentTraceparent(),
          authorization: authorized,
        };
        return ask(client, pathOf(method), { request, metadata: await metadataOf(fields), signal });
      },
      (asked) => asked.error?.code === UNAUTHENTICATED,
    );
    if (error) throw grpcError(error, effect.once === true);
    return told(method.resolvedResponseType, answer);
  } finally {
    client.close();
  }
};

function methodOf(found: unknown, service: string, name: string): Method {
  const methods = (found as { methods?: Readonly<Record<string, Method>> } | null)?.methods;
  const method = methods && Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (!method) throw standardFault('configuration', `the proto has no method ${name} of a service ${service}`);
  if (method.requestStream || method.responseStream)
    throw standardFault('configuration', `${name} is a stream, and only single messages are exchanged here`, {
      status: 501,
    });
  method.resolve();
  return method;
}

function pathOf({ parent, name }: Method): string {
  return `/${parent?.fullName.slice(1)}/${name}`;
}

/** Encodes the message. A value that does not match is an error, and is neither dropped nor converted silently. */
function encoded(type: Type | null, written: Json): Buffer {
  if (!type) throw standardFault('configuration', 'the proto does not tell the message');
  const given = toFields(type, written);
  const misfit = misfitIn(type, given);
  if (misfit !== undefined) throw standardFault('validation', `the arguments do not fit the message: ${misfit}`);
  try {
    return Buffer.from(type.encode(type.fromObject(given as Readonly<Record<string, Json>>)).finish());
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw standardFault('validation', `the arguments do not fit the message: ${detail}`, { cause: error });
  }
}

/** Decodes the answer, which may differ from the proto. */
function told(type: Type | null, answer: Buffer): Json {
  if (!type) throw standardFault('configuration', 'the proto does not tell the message');
  try {
    return toJson(type, type.toObject(type.decode(answer), asJson) as Json);
  } catch (cause) {
    throw standardFault('communication', 'the server answered what is not the message of the proto', {
      status: 502,
      cause,
    });
  }
}

async function metadataOf(fields: Readonly<Record<string, string | undefined>>): Promise<Metadata> {
  const { default: grpc } = await import('@grpc/grpc-js');
  const metadata = new grpc.Metadata();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) metadata.set(name, value);
  return metadata;
}

type Question = { request: Buffer; metadata: Metadata; signal: AbortSignal };
type Answered = { readonly error: ServiceError | null; readonly answer: Buffer };

async function ask(client: Client, path: string, { request, metadata, signal }: Question): Promise<Answered> {
  signal.throwIfAborted();
  const { promise, resolve } = Promise.withResolvers<Answered>();
  const asIs = (bytes: Buffer) => bytes;
  const options = { deadline: Date.now() + LONGEST_MS };
  const call = client.makeUnaryRequest(path, asIs, asIs, request, metadata, options, (error, answer) => {
    resolve({ error, answer: answer ?? Buffer.alloc(0) });
  });
  const cancel = () => call.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  return promise.finally(() => signal.removeEventListener('abort', cancel));
}
