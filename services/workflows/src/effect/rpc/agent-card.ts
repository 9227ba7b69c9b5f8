import { z } from 'zod';
import { standardFault } from '../../workflow-fault.ts';
import type { Resource } from '../resource/resources.ts';
import type { A2aVersion } from './a2a-version.ts';
import type { RpcServer } from './post-rpc.ts';

/** A2A 0.3 has an address of its own and more of them besides, 1.0 a list; an agent of both tells both. */
const card = z.object({
  supportedInterfaces: z
    .array(
      z.object({
        url: z.string(),
        protocolBinding: z.string(),
        protocolVersion: z.string().default('1.0'),
        tenant: z.string().optional(),
      }),
    )
    .default([]),
  url: z.string().optional(),
  preferredTransport: z.string().default('JSONRPC'),
  additionalInterfaces: z.array(z.object({ url: z.string(), transport: z.string() })).default([]),
});
/** `tenant` goes along with whatever is asked there. */
export type AgentServer = RpcServer & { readonly tenant?: string; readonly isRest?: boolean };
type Interface = z.infer<typeof card>['supportedInterfaces'][number];

const JSON_RPC = 'JSONRPC';
const REST = 'HTTP+JSON';

/**
 * Where the agent of a card is asked, as the card is fetched: the first interface of JSON-RPC in this version, else of HTTP+JSON in
 * it, else of JSON-RPC in another.
 */
export function serverOf(value: unknown, { endpoint: from }: Resource, { major, headers }: A2aVersion): AgentServer {
  const interfaces = interfacesOf(value);
  if (interfaces.length === 0) throw standardFault('configuration', 'the agent card tells no address');
  const fitting = interfaces.filter(({ protocolVersion }) => protocolVersion.split('.', 1)[0] === major);
  const found = firstOf(fitting, JSON_RPC) ?? firstOf(fitting, REST) ?? firstOf(interfaces, JSON_RPC);
  if (!found) {
    const detail = firstOf(interfaces, REST)
      ? 'the agent speaks HTTP+JSON in another version of A2A than the method is of'
      : 'the agent speaks neither JSON-RPC nor HTTP+JSON';
    throw standardFault('configuration', detail, { status: 501 });
  }
  if (!URL.canParse(found.url, from.uri))
    throw standardFault('communication', 'what the agent card tells is no address', { status: 502 });
  const url = new URL(found.url, from.uri).href;
  const { tenant } = found;
  const isRest = found.protocolBinding === REST;
  return { url, headers, isRest, authentication: from.authentication, ...(tenant !== undefined && { tenant }) };
}

function firstOf(interfaces: readonly Interface[], binding: string): Interface | undefined {
  return interfaces.find(({ protocolBinding }) => protocolBinding === binding);
}

function interfacesOf(value: unknown): Interface[] {
  const read = card.safeParse(value);
  if (!read.success) return [];
  const { url, preferredTransport, additionalInterfaces, supportedInterfaces } = read.data;
  const own = url === undefined ? [] : [{ url, transport: preferredTransport }];
  const older = [...own, ...additionalInterfaces].map(({ url, transport }) => ({
    url,
    protocolBinding: transport,
    protocolVersion: '0.3',
  }));
  return [...supportedInterfaces, ...older];
}
