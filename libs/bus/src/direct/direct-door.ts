import { type ErrorShape, MeshError } from '@mesh/contracts/mesh-error';
import { unavailable } from '@mesh/contracts/unavailable';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, type Item, item } from '../envelope.ts';

const MOST_BYTES = 64 * 1_024 * 1_024;
const questionWithoutToken = item.omit({ token: true });

export type Answering = {
  /** Throws `unauthenticated` or `forbidden`. */
  verify(token: string): Promise<unknown>;
  answer(item: Item): Promise<Answer>;
};

/**
 * Takes the broker's questions by HTTP: `POST /call/{subject}`, one at a time, under the same tokens. It is there on the
 * private port of a service before there is a bus, and answers what the service serves.
 */
export class DirectDoor {
  readonly #answering = new Map<string, Answering>();

  /** Answers `subject` until disposed. */
  add(subject: string, answering: Answering): Disposable {
    this.#answering.set(subject, answering);
    return { [Symbol.dispose]: () => void this.#answering.delete(subject) };
  }

  /** Adds its route. A request without a valid token is refused before its body is read. */
  readonly routes = (app: FastifyInstance): void => {
    app.post<Asked>('/call/:subject', {
      bodyLimit: MOST_BYTES,
      onRequest: async (request, reply) => {
        await this.#for(request)
          .verify(tokenOf(request))
          .catch((error: unknown) => refuse(reply, error));
      },
      handler: async (request, reply) => {
        const read = questionWithoutToken.safeParse(request.body);
        if (!read.success) return refuse(reply, new MeshError('invalid', 'the message holds no question'));
        return this.#for(request).answer({ ...read.data, token: tokenOf(request) });
      },
    });
  };

  #for({ params: { subject } }: FastifyRequest<Asked>): Answering {
    return this.#answering.get(subject) ?? nobody;
  }
}
type Asked = { Params: { subject: string } };

const nobody: Answering = {
  async verify() {
    throw unavailable('nobody answers this here now; try again');
  },
  answer: () => nobody.verify('') as Promise<never>,
};

const statuses: Partial<Record<ErrorShape['code'], number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  unavailable: 503,
};

function refuse(reply: FastifyReply, error: unknown): FastifyReply {
  if (!(error instanceof MeshError)) throw error;
  return reply.code(statuses[error.code] ?? 500).send({ error: error.toShape() });
}

function tokenOf({ headers: { authorization = '' } }: FastifyRequest): string {
  return authorization.replace(/^Bearer /i, '');
}
