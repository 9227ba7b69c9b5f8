import { MeshError } from '@mesh/contracts/mesh-error';
import type { FastifyRequest } from 'fastify';

/** The media type of a body, without parameters. Throws `unsupported-media-type` for a malformed one. */
export function mediaTypeOf({ headers }: Pick<FastifyRequest, 'headers'>): string {
  const type = /^\s*([\w!#$&^.+-]+\/[\w!#$&^.+-]+)\s*(?:;.*)?$/.exec(headers['content-type'] ?? '')?.[1];
  if (type === undefined) throw new MeshError('unsupported-media-type', 'say what the body is with Content-Type');
  return type.toLowerCase();
}
