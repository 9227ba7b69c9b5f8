import type { HandlerOf } from '@mesh/bus/handler';
import type * as credentialTypes from '@mesh/contracts/credential-types';
import { nameCursor } from '@mesh/contracts/cursor';
import { readPage } from '@mesh/contracts/page';
import type { Catalogue } from './catalogue.ts';
import { shownType } from './shown-type.ts';

export function listCredentialTypes(catalogue: Catalogue): HandlerOf<typeof credentialTypes.listCredentialTypes> {
  return async ({ query: { limit, cursor } }) => {
    const after = nameCursor((text) => catalogue.has(text), cursor) ?? '';
    const left = async () => [...catalogue.values()].filter(({ name }) => name > after);
    return readPage(limit, left, { show: shownType, at: ({ name }) => name });
  };
}
