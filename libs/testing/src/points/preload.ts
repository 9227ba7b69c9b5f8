import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { Failpoints } from './failpoints.ts';
import { programOf } from './program-of.ts';
import { wrapSockets } from './wrap-sockets.ts';

/**
 * Preloaded into a program by `--import`: makes a failpoint of each side of all that crosses its sockets, whatever library is
 * above and in bundles too. FAILPOINTS names the control folder, see `Failpoints`.
 */
const folder = process.env['FAILPOINTS'];
if (folder) {
  const points = new Failpoints(folder, programOf(process.argv[1] ?? ''));
  const asked = new WeakMap<Socket, string>();
  subscribe('http.server.request.start', (message) => {
    const { socket, request } = message as { socket: Socket; request: IncomingMessage };
    asked.set(socket, `${request.method} ${request.url}`);
  });
  wrapSockets(Socket.prototype, points, (socket) => asked.get(socket));
}
