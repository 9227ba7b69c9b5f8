import type { HandlerOf } from '@mesh/bus/serve';
import type * as credentialTypes from '@mesh/contracts/credential-types';
import { DEFAULT_LIMIT } from '@mesh/contracts/operation';
import type { Catalogue } from './catalogue.ts';
import { shownType } from './shown-type.ts';

export function listCredentialTypes(catalogue: Catalogue): HandlerOf<typeof credentialTypes.listCredentialTypes> {
  return async ({ query: { limit = DEFAULT_LIMIT, cursor = '' } }) => {
    const left = [...catalogue.values()].filter(({ name }) => name > cursor);
    const items = left.slice(0, limit).map(shownType);
    return { items, nextCursor: left.length > limit ? (items.at(-1)?.name ?? null) : null };
  };
}
