/** A host as URLs write it, with a port if one was given. */
export type HostPattern = { readonly host: string; readonly port: number | undefined };

const shape = /^(?<host>\[[0-9a-f:.]+\]|[^:/?#@[\]\s]+)(?::(?<port>[0-9]{1,5}))?$/i;
const standardPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Parses `host`, `host:port`, `[v6]` or `[v6]:port`; undefined if malformed. */
export function parseHostPattern(text: string): HostPattern | undefined {
  const { host, port } = shape.exec(text)?.groups ?? {};
  if (!host || Number(port ?? 0) > 65_535) return undefined;
  const url = URL.parse(`http://${host}/`);
  return url ? { host: url.hostname, port: port === undefined ? undefined : Number(port) } : undefined;
}

export function portOf(url: URL): number {
  return url.port === '' ? (standardPorts[url.protocol] ?? 0) : Number(url.port);
}

/** Whether `hosts` (`host` for any port, or `host:port`) include the host of `url`. */
export function hostIsAmong(url: URL, hosts: readonly string[]): boolean {
  return hosts.some((text) => {
    const pattern = parseHostPattern(text);
    return pattern?.host === url.hostname && (pattern.port === undefined || pattern.port === portOf(url));
  });
}
