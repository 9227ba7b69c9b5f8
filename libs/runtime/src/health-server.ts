import Fastify, { type FastifyInstance } from 'fastify';
import type { Health } from './health.ts';
import { type About, registerHealth } from './health-routes.ts';

/**
 * The HTTP server of a service that is otherwise called over the bus: health, and the routes that the service adds. Disposing
 * stops listening.
 */
export async function openHealthServer({
  host,
  port,
  health,
  about,
  routes = () => {},
}: {
  host: string;
  port: number;
  health: Health;
  about: About;
  routes?: (app: FastifyInstance) => void;
}): Promise<AsyncDisposable & { url: string }> {
  const app = Fastify({ logger: false, forceCloseConnections: true });
  registerHealth(app, { health, about });
  routes(app);
  const url = await app.listen({ host, port });
  return { url, [Symbol.asyncDispose]: () => app.close() };
}
