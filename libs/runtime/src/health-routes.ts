import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Health } from './health.ts';
import { prometheusText } from './metrics.ts';

export type About = {
  service: string;
  version: string;
  commit: string;
  /** The newest migration of its database, once that is done. */
  schema?: string | undefined;
};

/** Adds what every service answers on its own port: `/health`, `/health/live`, `/health/ready`, `/version`, `/metrics`. */
export function registerHealth(app: FastifyInstance, { health, about }: { health: Health; about: About }): void {
  const ready = async (_request: unknown, reply: FastifyReply) => {
    const report = await health.report();
    const fit = report.status === 'ok' || report.status === 'degraded';
    return reply
      .code(fit ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(report);
  };
  app.get('/health', ready);
  app.get('/health/ready', ready);
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/version', async () => about);
  app.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await prometheusText()),
  );
}
