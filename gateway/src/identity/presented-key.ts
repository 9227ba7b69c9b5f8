import type { IncomingHttpHeaders } from 'node:http';
import { type ApiKey, parseApiKey } from '@mesh/contracts/api-key';
import { MeshError } from '@mesh/contracts/mesh-error';

/** The API key of a request. Throws `unauthenticated`; a bad bearer token never falls back to `x-api-key`. */
export function presentedKey(headers: IncomingHttpHeaders): ApiKey {
  const { authorization } = headers;
  if (authorization !== undefined && !/^ApiKey /i.test(authorization))
    throw new MeshError('unauthenticated', 'this mesh takes API keys: Authorization: ApiKey KEY, or x-api-key');
  const shown = [authorization?.slice('ApiKey '.length).trim(), headers['x-api-key']].filter(
    (key) => key !== undefined,
  );
  const [text, other] = shown;
  if (text === undefined) throw new MeshError('unauthenticated', 'send an API key as x-api-key');
  const key = typeof text === 'string' && (other === undefined || other === text) ? parseApiKey(text) : undefined;
  if (!key) throw new MeshError('unauthenticated', 'the API key is not valid');
  return key;
}
