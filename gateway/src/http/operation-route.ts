import type { Bus } from '@mesh/bus/bus';
import type { Upload } from '@mesh/contracts/bytes';
import { newId } from '@mesh/contracts/id';
import type { Operation } from '@mesh/contracts/operation';
import { nobody, type Principal } from '@mesh/contracts/principal';
import type { Objects } from '@mesh/objects/objects';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerTo } from './answer-to.ts';
import { USUAL_MAX_BYTES } from './body/body-limit.ts';
import { checkScope } from './check-scope.ts';
import { fingerprintOf } from './idempotency/fingerprint.ts';
import { idempotencyKey } from './idempotency/idempotency-key.ts';
import type { Once } from './idempotency/once.ts';
import { isCreating } from './is-creating.ts';
import type { LocalOperation } from './local-operation.ts';
import { parsePart } from './parse-part.ts';
import { questionOf } from './question.ts';
import { refusalOf } from './refusals/refusal.ts';
import { renderAnswer, send } from './rendered.ts';
import { routerPath } from './template-path.ts';
import { withUpload } from './upload/with-upload.ts';

/** The largest body in bytes that is read before the caller is authenticated. */
const BYTES_OF_NOBODY = 65_536;
const besideBody = ['params', 'query', 'headers'] as const;

export type RouteNeeds = {
  readonly bus: () => Bus;
  readonly objects: Pick<Objects, 'putStream' | 'delete'>;
  readonly locals: readonly LocalOperation[];
  readonly whoAsks: (request: FastifyRequest) => Promise<Principal>;
  readonly once: Once;
};

/** Serves one operation: authentication, scope, validation, answer. An operation without an HTTP face gets no route. */
export function addOperationRoute(
  app: FastifyInstance,
  operation: Operation,
  needs: RouteNeeds,
  state: { readonly isClosing: boolean },
): void {
  const { http, scope, creates } = operation;
  if (!http) return;
  const isUpload = http.bodyKind === 'upload';
  const isOnce = isCreating(operation);
  const answer = answerTo(operation, needs);
  const whoMay = async (request: FastifyRequest) =>
    checkScope(scope === 'public' ? nobody : await needs.whoAsks(request), scope);

  app.route({
    method: http.method,
    url: routerPath(http.path),
    bodyLimit: http.maxBytes ?? USUAL_MAX_BYTES,
    // The handler authenticates again: the key may be revoked while the body arrives.
    onRequest: async (request) => {
      if (!isUpload && mostBytes(request) > BYTES_OF_NOBODY) await whoMay(request);
    },
    handler: async (request, reply) => {
      const principal = await whoMay(request);
      const key = isOnce ? idempotencyKey(request.headers['idempotency-key']) : undefined;
      const made = creates && newId(creates);
      const isWaitedFor = () => !state.isClosing && !reply.raw.destroyed;

      const answered = async (upload?: Upload) => {
        const question = questionOf(operation, request, upload);
        const work = async (id: string | undefined) =>
          renderAnswer(http, await answer(question, { principal, requestId: request.id, newId: id, isWaitedFor }));
        if (key === undefined) return work(made);
        const fingerprint = fingerprintOf(request, http.headerPrefix, upload);
        const { workspaceId, id: askerId } = principal;
        const asked = { workspaceId, askerId, key, fingerprint, newId: made };
        return needs.once(asked, work, (error) => refusalOf(error, request, reply));
      };
      if (!isUpload) return send(request, reply, await answered());
      checkBesideBody(operation, request);
      return send(request, reply, await withUpload(needs.objects, http, request, answered));
    },
  });
}

/** The body size in bytes that the headers announce. */
function mostBytes({ headers }: FastifyRequest): number {
  return headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : Number.POSITIVE_INFINITY;
}

/** Validates everything but the body, so that no body is read for a request that is refused anyway. */
function checkBesideBody(operation: Operation, request: FastifyRequest): void {
  const question = questionOf(operation, request);
  for (const part of besideBody) parsePart(part, operation[part], question[part]);
}
