import type { Server } from 'node:http';

/** Lets it listen on a free port of loopback until `opened` is disposed, and gives where that is. */
export async function hostOf(server: Server, opened: AsyncDisposableStack): Promise<string> {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  opened.defer(() => void server.close().closeAllConnections());
  return `127.0.0.1:${(server.address() as { port: number }).port}`;
}
