import { standardFault } from '../../workflow-fault.ts';
import { type Fields, fieldsOf, listOf, resolved } from '../document-fields.ts';
import type { FoundChannel } from './find-channel.ts';

export type Chosen = { readonly protocol: 'http' | 'nats'; readonly url: URL };
type ServerWish = {
  readonly server?: { readonly name: string; readonly variables: Readonly<Record<string, unknown>> } | undefined;
  readonly protocol?: string | undefined;
};

/** Supported protocols, by their names in documents. */
const spoken: Readonly<Record<string, Chosen['protocol']>> = { http: 'http', https: 'http', nats: 'nats' };

/**
 * The server with this name, otherwise the channel's first that has a supported protocol. Throws `WorkflowFault` if there is
 * none.
 */
export function chooseServer(
  document: Fields,
  { servers }: FoundChannel,
  { server: named, protocol }: ServerWish,
): Chosen {
  const fits = ([name, server]: readonly [string, Fields]) => {
    if (named) return name === named.name;
    const told = String(server['protocol']).toLowerCase();
    return protocol === undefined || told === protocol || spoken[told] === protocol;
  };
  const [, found] = servers.find(fits) ?? [];
  if (!found) {
    const what = named ? `called ${named.name}` : `for ${protocol ?? 'the channel'}`;
    throw standardFault('configuration', `the document has no server ${what}`);
  }
  const told = String(found['protocol']).toLowerCase();
  const speaking = spoken[told];
  if (!speaking)
    throw standardFault('configuration', `${told} is not spoken here: servers of HTTP and NATS are called`, {
      status: 501,
    });
  const written = String(found['url'] ?? `${found['host'] ?? ''}${found['pathname'] ?? ''}`);
  const filled = written.replace(/\{([^{}]+)\}/g, (_, name: string) =>
    variable(name, resolved(document, fieldsOf(found['variables'])[name]), named?.variables ?? {}),
  );
  const url = URL.parse(filled.includes('://') ? filled : `${told}://${filled}`);
  if (!url) throw standardFault('configuration', `the server has no address that can be called: ${filled}`);
  return { protocol: speaking, url };
}

function variable(
  name: string,
  { default: usual, enum: among }: Fields,
  given: Readonly<Record<string, unknown>>,
): string {
  const value = Object.hasOwn(given, name) ? given[name] : usual;
  if (value === undefined) throw standardFault('configuration', `the variable ${name} of the server is not told`);
  if (listOf(among).length > 0 && !listOf(among).includes(value))
    throw standardFault('configuration', `the variable ${name} of the server is none of ${listOf(among).join(', ')}`);
  return String(value);
}
