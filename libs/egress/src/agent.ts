import { Agent } from 'undici';
import type { AllowList } from './allow-list.ts';
import { checkedConnector } from './connector.ts';
import type { Lookup } from './resolve.ts';

const MOST_HEADER_BYTES = 32 * 1024;
const KEEP_ALIVE_MS = 4_000;
/** Shared by all workspaces, and a call holds one for as long as its callee, such as a model, takes. */
const SOCKETS_PER_ORIGIN = 256;

/** The pool of outgoing connections, each made to an address that was checked. */
export function openAgent(guard: { allow: AllowList; lookup: Lookup }): Agent {
  return new Agent({
    connect: checkedConnector(guard),
    connections: SOCKETS_PER_ORIGIN,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MOST_HEADER_BYTES,
    // Calls have their own timeouts, some longer than undici's default of five minutes.
    headersTimeout: 0,
    bodyTimeout: 0,
    pipelining: 1,
  });
}
