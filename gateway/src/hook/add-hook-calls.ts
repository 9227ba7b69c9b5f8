import { deleteHook } from '@mesh/contracts/hooks';
import { noSuch } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import { isJson } from '@mesh/egress/content-type';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { mediaTypeOf } from '../http/body/media-type.ts';
import { readBytes } from '../http/body/read-body.ts';
import type { Needs } from './hook-needs.ts';
import { takeCall } from './take-call.ts';

const hookId = deleteHook.params.shape.hookId;

/**
 * Serves calls of hooks. Strangers call, so the hook is looked up and the call counted before a byte of the body is read. The
 * body is kept as raw bytes, since the signature is over these.
 */
export function addHookCalls(app: FastifyInstance, needs: Needs): void {
  const { hooks } = needs;
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', async (request: FastifyRequest) =>
      readBytes(request.raw, request.routeOptions.bodyLimit),
    );
    scope.route<{ Params: { hookId: string } }>({
      method: 'POST',
      url: '/v1/hooks/:hookId',
      onRequest: async (request) => {
        await hooks.called(idOf(request));
        if (!isJson(mediaTypeOf(request))) throw new MeshError('unsupported-media-type', 'send application/json');
      },
      handler: async (request, reply) => {
        const hook = await hooks.find(idOf(request));
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const taken = await takeCall(needs, hook, { headers: request.headers, body }, request.id);
        if ('challenge' in taken) return reply.send(taken.challenge);
        const { id, isFirst } = taken;
        return reply
          .code(isFirst ? 202 : 200)
          .header('location', `/v1/executions/${id}`)
          .send({ id });
      },
    });
  });
}

/** A malformed id names no hook. */
function idOf({ params }: FastifyRequest<{ Params: { hookId: string } }>): string {
  const read = hookId.safeParse(params.hookId);
  if (!read.success) throw noSuch('hook');
  return read.data;
}
