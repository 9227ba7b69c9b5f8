import type { HandlerOf } from '@mesh/bus/serve';
import type * as credentials from '@mesh/contracts/credentials';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Catalogue } from './catalogue.ts';
import { shownType } from './shown-type.ts';

export function getCredentialType(catalogue: Catalogue): HandlerOf<typeof credentials.getCredentialType> {
  return async ({ params }) => {
    const type = catalogue.get(params.name);
    if (!type) throw new MeshError('not-found', 'there is no such credential type');
    return shownType(type);
  };
}
