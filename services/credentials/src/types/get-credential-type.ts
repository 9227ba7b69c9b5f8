import type { HandlerOf } from '@mesh/bus/handler';
import type * as credentialTypes from '@mesh/contracts/credential-types';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Catalogue } from './catalogue.ts';
import { shownType } from './shown-type.ts';

export function getCredentialType(catalogue: Catalogue): HandlerOf<typeof credentialTypes.getCredentialType> {
  return async ({ params }) => {
    const type = catalogue.get(params.name);
    if (!type) throw new MeshError('not-found', 'there is no such credential type');
    return shownType(type);
  };
}
