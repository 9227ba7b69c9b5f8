import type { Stranger } from './strangers.ts';

const pet = (id: number, status: string) => ({
  id,
  category: { id: 1, name: 'Dogs' },
  name: 'Milou',
  photoUrls: [],
  tags: [],
  status,
});

/** The part of petstore.swagger.io that the specification calls, with its document in Swagger 2.0. */
const swagger = {
  swagger: '2.0',
  info: { title: 'Petstore', version: '1.0.7' },
  host: 'petstore.swagger.io',
  basePath: '/v2',
  schemes: ['https', 'http'],
  paths: {
    '/pet/findByStatus': {
      get: {
        operationId: 'findPetsByStatus',
        produces: ['application/json'],
        parameters: [
          {
            name: 'status',
            in: 'query',
            required: true,
            type: 'array',
            items: { type: 'string' },
            collectionFormat: 'multi',
          },
        ],
      },
    },
    '/pet/{petId}': {
      get: {
        operationId: 'getPetById',
        produces: ['application/json'],
        parameters: [{ name: 'petId', in: 'path', required: true, type: 'integer', format: 'int64' }],
      },
    },
  },
};

function petstore(method: string, path: string, query: URLSearchParams) {
  if (method === 'PUT') return { body: pet(1, 'sold') };
  if (path === '/v2/swagger.json') return { body: swagger };
  if (/^\/v2\/pets?\/findByStatus$/.test(path)) return { body: [pet(7, query.get('status') ?? 'none')] };
  const id = /^\/v2\/pets?\/(\d+)$/.exec(path)?.[1];
  return id === undefined ? undefined : { body: pet(Number(id), 'available') };
}

function httpbin(path: string, authorization: string | undefined) {
  const [, user = '', password = ''] = /^\/basic-auth\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  const expected = `Basic ${Buffer.from(`${decodeURIComponent(user)}:${decodeURIComponent(password)}`).toString('base64')}`;
  return authorization === expected
    ? { body: { authenticated: true, user } }
    : { status: 401, headers: { 'www-authenticate': 'Basic realm="Fake Realm"' }, body: '' };
}

function keycloak(path: string) {
  return path.endsWith('/openid-configuration')
    ? { body: { token_endpoint: 'http://keycloak/realms/fake-authority/token' } }
    : { body: { access_token: 'a-token', expires_in: 60 } };
}

function swapi(path: string) {
  if (path.startsWith('/api/people/'))
    return { body: { name: 'Luke Skywalker', homeworld: 'https://swapi.dev/api/planets/1/', results: [] } };
  return path === '/api/planets/1/' ? { body: { name: 'Tatooine' } } : undefined;
}

/** A document of AsyncAPI with the server and the operation that the examples name. */
const asyncapi = {
  asyncapi: '3.0.0',
  servers: { staging: { host: 'fake.com', protocol: 'https' } },
  channels: { pets: { address: '/pets' } },
  operations: { findPetsByStatus: { action: 'receive', channel: { $ref: '#/channels/pets' } } },
};

/** The hosts that the conformance kit and the examples call, as far as they call them. */
export const kitStrangers: Stranger = ({ method, host, path, headers }) => {
  const { pathname, searchParams } = new URL(path, 'http://stranger');
  if (host === 'petstore.swagger.io') return petstore(method, pathname, searchParams);
  if (host === 'httpbin.org') return httpbin(pathname, headers.authorization);
  if (host === 'keycloak') return keycloak(pathname);
  if (host === 'swapi.dev') return swapi(pathname);
  if (pathname === '/docs/asyncapi.json') return { body: asyncapi };
  return { body: { host, ok: true } };
};
