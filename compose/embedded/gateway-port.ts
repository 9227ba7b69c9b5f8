import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort } from '@mesh/testing/embedded/free-port';
import { StartError } from './start-error.ts';

const DEFAULT_PORT = 3_000;

/** PORT, or 3000 by default; 0 takes any free one. Throws a one-line error if the port is in use. */
export async function gatewayPort(env: NodeJS.ProcessEnv): Promise<number> {
  const port = Number(env['PORT'] || DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new StartError('PORT: expected a number up to 65535.');
  if (port === 0) return freePort();
  const server = createServer().listen(port, env['HOST'] || '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE') throw new StartError(`Port ${port} cannot be used (${code}).`, { cause });
    throw new StartError(`Port ${port} is taken: stop what listens there, or choose another: PORT=3001 npm start`);
  }
  server.close();
  await once(server, 'close');
  return port;
}
