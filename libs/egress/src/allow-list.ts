import { BlockList, isIP } from 'node:net';
import { ConfigError } from '@mesh/runtime/config-error';
import { type HostPattern, parseHostPattern } from './host-pattern.ts';

export type Destination = {
  /** As the URL writes it, IPv6 in brackets. */
  readonly host: string;
  readonly port: number;
  /** One address that the host has. */
  readonly address: string;
};
export type AllowList = {
  /** Allowed by its name, or by the network of its address. */
  permits(destination: Destination): boolean;
  /** Allowed by its name alone. */
  names(destination: Pick<Destination, 'host' | 'port'>): boolean;
  /** Whether it allows networks, which any name may turn out to lead to. */
  readonly hasNetworks: boolean;
};

/** Reads the entries of EGRESS_ALLOW: `host` (any port), `host:port`, or a CIDR (any port). Throws `ConfigError`. */
export function parseAllowList(entries: readonly string[]): AllowList {
  const networks = new BlockList();
  const hosts: HostPattern[] = [];
  for (const entry of entries) {
    const pattern = entry.includes('/') ? addNetwork(networks, entry) : parseHostPattern(entry);
    if (!pattern) throw new ConfigError([`EGRESS_ALLOW: expected host, host:port or CIDR, not "${entry}"`]);
    if (pattern !== 'network') hosts.push(pattern);
  }
  const names: AllowList['names'] = ({ host, port }) =>
    hosts.some((allowed) => allowed.host === host && (allowed.port ?? port) === port);
  return {
    names,
    hasNetworks: networks.rules.length > 0,
    permits: ({ address, ...at }) => names(at) || networks.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4'),
  };
}

function addNetwork(networks: BlockList, entry: string): 'network' | undefined {
  const [network = '', bits = '', ...more] = entry.split('/');
  const family = isIP(network);
  const most = family === 6 ? 128 : 32;
  if (family === 0 || more.length > 0 || !/^[0-9]{1,3}$/.test(bits) || Number(bits) > most) return undefined;
  networks.addSubnet(network, Number(bits), family === 6 ? 'ipv6' : 'ipv4');
  return 'network';
}
