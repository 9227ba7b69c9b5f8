import { z } from 'zod';
import { standardFault } from '../../workflow-fault.ts';
import type { Resource } from '../resource/resources.ts';
import { nameInOther, versionOf } from './a2a-version.ts';
import type { RpcServer } from './post-rpc.ts';

/** A card of A2A 0.3 has one address and a list of further ones, one of 1.0 only a list; an agent of both versions has both. */
const card = z.object({
  supportedInterfaces: z
    .array(
      z.object({
        url: z.string(),
        protocolBinding: z.string(),
        protocolVersion: z.string().default('1.0'),
        tenant: z.string().default(''),
      }),
    )
    .default([]),
  url: z.string().optional(),
  preferredTransport: z.string().default('JSONRPC'),
  additionalInterfaces: z.array(z.object({ url: z.string(), transport: z.string() })).default([]),
});
export type AgentServer = RpcServer & {
  /** Sent with every request. */
  readonly tenant?: string;
  readonly isRest?: boolean;
  /** The agent's version of A2A, if that differs from the method's. */
  readonly speaks?: string;
};
type Interface = z.infer<typeof card>['supportedInterfaces'][number];

const JSON_RPC = 'JSONRPC';
const REST = 'HTTP+JSON';

/**
 * Chooses the interface of an agent card: the first of JSON-RPC in this version, else of HTTP+JSON in it, else of JSON-RPC in
 * another.
 */
export function serverOf(value: unknown, { endpoint: from }: Resource, method: string): AgentServer {
  const { major, headers } = versionOf(method);
  const interfaces = interfacesOf(value);
  if (interfaces.length === 0) throw standardFault('configuration', 'the agent card tells no address');
  const isFitting = ({ protocolVersion }: Interface) => protocolVersion.split('.', 1)[0] === major;
  const fitting = interfaces.filter(isFitting);
  const found = firstOf(fitting, JSON_RPC) ?? firstOf(fitting, REST) ?? firstOf(interfaces, JSON_RPC);
  if (!found) {
    const rest = firstOf(interfaces, REST);
    if (rest) throw otherVersion(method, rest.protocolVersion);
    throw standardFault('configuration', 'the agent speaks neither JSON-RPC nor HTTP+JSON', { status: 501 });
  }
  if (!URL.canParse(found.url, from.uri))
    throw standardFault('communication', 'what the agent card tells is no address', { status: 502 });
  const url = new URL(found.url, from.uri).href;
  const { tenant, protocolVersion } = found;
  return {
    url,
    headers,
    isRest: found.protocolBinding === REST,
    authentication: from.authentication,
    ...(tenant !== '' && { tenant }), // agents may send an empty one
    ...(!isFitting(found) && { speaks: protocolVersion }),
  };
}

/** The fault for an agent of another version: its methods have other names, parameters and results. */
export function otherVersion(method: string, speaks: string, more = '') {
  const detail = `the agent speaks A2A ${speaks}, which calls ${method} ${nameInOther(method)}, with parameters and results of its own`;
  return standardFault('configuration', detail + more, { status: 501 });
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
    tenant: '',
  }));
  return [...supportedInterfaces, ...older];
}
