import type { IncomingHttpHeaders } from 'node:http';
import { call } from '@mesh/bus/call';
import { startExecution } from '@mesh/contracts/executions';
import { newId } from '@mesh/contracts/id';
import type { Principal } from '@mesh/contracts/principal';
import { scopes as allScopes } from '@mesh/contracts/scope';
import type { HookRow } from '../db/schema.ts';
import { goodSecrets } from '../former-secrets.ts';
import { parseStrictJson } from '../http/body/strict-json.ts';
import { utf8Text } from '../http/body/utf8-text.ts';
import { noteCall, noteStarted } from './call-store.ts';
import type { Needs } from './hook-needs.ts';
import { hookSecretName } from './hook-secret.ts';
import { challengeIn } from './verify/challenge.ts';
import type { SignedCall } from './verify/signed-call.ts';
import { verifyCall } from './verify/verify-call.ts';

/** The execution of a message, and whether this call is the first to carry the message. */
export type Taken = { readonly id: string; readonly isFirst: boolean };
/** A call that starts nothing but is answered, such as a URL verification. */
export type Challenged = { readonly challenge: Readonly<Record<string, string>> };

/** Headers that a workflow does not get: they prove who somebody is. */
const untold = new Set(['authorization', 'cookie', 'x-api-key', 'proxy-authorization']);

/**
 * Starts the execution of a hook, once per message and day: the id of the execution is recorded before it begins, so that a
 * repeated call after any failure starts no second one. Resolves once the start is durable.
 */
export async function takeCall(
  { db, bus, sealing }: Omit<Needs, 'hooks'>,
  hook: HookRow,
  signed: SignedCall,
  requestId: string,
): Promise<Taken | Challenged> {
  const { workspaceId } = hook;
  const now = Date.now();
  const name = hookSecretName(workspaceId, hook.id);
  const secrets = goodSecrets(hook, now).map((sealed) => sealing.open(name, sealed).toString());
  const message = verifyCall(hook.verify, signed, { secrets, now });
  const challenge = challengeIn(hook.verify, signed);
  if (challenge) return { challenge };
  const input = inputOf(hook, signed);
  const made = newId('exe');
  const noted = await db.inWorkspace(workspaceId, (trx) => noteCall(trx, { hook, message }, made));
  const { executionId, isStarted } = noted;
  if (!isStarted) {
    const question = { params: { workflowId: hook.workflow }, body: { input } };
    await call(bus(), startExecution, question, { principal: principalOf(hook), requestId, newId: executionId });
    await db.inWorkspace(workspaceId, (trx) => noteStarted(trx, { hook, message }));
  }
  return { id: executionId, isFirst: executionId === made };
}

/** A hook acts in its own name, with the scopes of whoever created it. */
function principalOf({ id, workspaceId, scopes: held }: HookRow): Principal {
  return { id, type: 'service', workspaceId, scopes: allScopes.filter((scope) => held.includes(scope)) };
}

function inputOf({ input }: HookRow, { headers, body }: SignedCall): unknown {
  const sent = parseStrictJson(utf8Text(body, 'body'));
  return input === 'body' ? sent : { headers: toldHeaders(headers), body: sent };
}

function toldHeaders(headers: IncomingHttpHeaders): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !untold.has(name)));
}
