import { MeshError } from '@mesh/contracts/mesh-error';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addressPath } from '../address-path.ts';

/**
 * Answers what no route matches: 405 with `Allow` if another method is served there, else 404. Register it before the routes.
 */
export function refuseWrongAddresses(app: FastifyInstance): void {
  const methods = new Map<string, { pattern: RegExp; allowed: Set<string> }>();
  app.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? { pattern: patternOf(url), allowed: new Set() };
    for (const one of [method].flat()) known.allowed.add(one);
    methods.set(url, known);
  });
  const servedAt = (path: string) => [...methods.values()].filter(({ pattern }) => pattern.test(path));
  const refuse = (request: FastifyRequest, reply: FastifyReply) => {
    const path = addressPath(request.url);
    const served = servedAt(path);
    if (served.length === 0) {
      const meant = withWholeName(path);
      if (meant !== path && servedAt(meant).length > 0) throw slashInName(meant);
      throw nothingServed();
    }
    const allow = [...new Set(served.flatMap(({ allowed }) => [...allowed]))].join(', ');
    reply.header('allow', allow);
    if (request.method === 'OPTIONS') return reply.code(204).send();
    throw new MeshError('method-not-allowed', `this address serves ${allow}`);
  };
  app.setNotFoundHandler(refuse);
  // Fastify checks headers before it looks for a route.
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'QUERY') refuse(request, reply);
  });
}

/** Names the documentation, for people who open the root in a browser. */
export function nothingServed(): MeshError {
  return new MeshError('not-found', 'nothing is served at this address: see /docs, or /openapi.json for programs');
}

/** The address with `namespace/name` of a workflow encoded as one segment. */
function withWholeName(path: string): string {
  return path.replace(/^(\/v1\/workflows\/(?!wf_)[^/]+)\/([^/]+)/, '$1%2F$2');
}

function slashInName(meant: string): MeshError {
  return new MeshError('not-found', `the slash in the name of a workflow is %2F in addresses: ask ${meant}`);
}

/** A doubled colon stands for one, as in `/v1/executions::cancel`. */
function patternOf(url: string): RegExp {
  const plain = url.replaceAll('.', '\\.');
  const named = plain.replace(/::|:\w+/g, (part) => (part === '::' ? ':' : '[^/]+'));
  return new RegExp(`^${named.replace(/\*$/, '.+')}$`);
}
