import { z } from 'zod';

const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/i;
const shape = /^(?<host>\[.+\]|[^:]+)(?<port>:.+)?$/;
const port = /^:[1-9][0-9]{0,4}$/;
const LONGEST_NAME = 253;
const LAST_PORT = 65_535;

/** Where the broker may send a secret: `host`, for any port, or `host:port`. No wildcards. */
export const allowedHost = z
  .string()
  .max(260)
  .regex(/^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?$/i, 'expected `host` or `host:port`')
  .refine(isHost, 'expected a host name or address, and a port from 1 to 65535 where there is one')
  .meta({ examples: ['api.example.com', 'localhost:8080'] });

function isHost(text: string): boolean {
  const { host = '', port: written } = shape.exec(text)?.groups ?? {};
  if (written !== undefined && !(port.test(written) && Number(written.slice(1)) <= LAST_PORT)) return false;
  const isName = host.length <= LONGEST_NAME && host.split('.').every((part) => label.test(part));
  return (isName || host.startsWith('[')) && URL.canParse(`http://${host}/`);
}
