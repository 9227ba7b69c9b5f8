import * as contract from '@mesh/contracts/hooks';
import { type LocalOperation, local } from '../http/local-operation.ts';
import { createHook } from './create-hook.ts';
import { deleteHook } from './delete-hook.ts';
import { getHook } from './get-hook.ts';
import type { Needs } from './hook-needs.ts';
import { listHooks } from './list-hooks.ts';
import { rotateHookSecret } from './rotate-hook-secret.ts';

/** What answers the operations on hooks. */
export function hookOperations(needs: Needs): LocalOperation[] {
  const { db } = needs;
  return [
    local(contract.createHook, createHook(needs)),
    local(contract.listHooks, listHooks(needs)),
    local(contract.getHook, getHook(db)),
    local(contract.deleteHook, deleteHook(db)),
    local(contract.rotateHookSecret, rotateHookSecret(needs)),
  ];
}
