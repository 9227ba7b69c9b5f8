import { z } from 'zod';
import { standardFault } from '../../workflow-fault.ts';
import type { Resource } from '../resource/resources.ts';
import { nameInOther, versionOf } from './a2a-version.ts';
import type { RpcServer } from './post-rpc.ts';

/** A2A 0.3 has an address of its own and more of them besides, 1.0 a list; an agent of both tells both. */
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
  /** Goes along with whatever is asked there. */
  readonly tenant?: string;
  readonly isRest?: boolean;
  /** The version of A2A that it tells of, where that is another than the method is of. */
  readonly speaks?: string;
};
type Interface = z.infer<typeof card>['supportedInterfaces'][number];

const JSON_RPC = 'JSONRPC';
const REST = 'HTTP+JSON';

/**
 * Where the agent of a card is asked, as the card is fetched: the first interface of JSON-RPC in this version, else of HTTP+JSON in
 * it, else of JSON-RPC in another.
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
    ...(tenant !== '' && { tenant }), // agents may spell it out where they have none
    ...(!isFitting(found) && { speaks: protocolVersion }),
  };
}

/** An agent that knows nothing of the version of a method: its own has another name for it, and other parameters and results. */
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
