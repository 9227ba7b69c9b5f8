import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { serveClient } from './pglite-client.ts';
import { emptyCluster } from './pglite-cluster.ts';
import { Session } from './pglite-session.ts';

const [port, folder] = process.argv.slice(2);
const isThere = folder !== undefined && existsSync(join(folder, 'PG_VERSION'));
const db = await PGlite.create({
  ...(folder === undefined ? {} : { dataDir: folder }),
  ...(isThere ? {} : { loadDataDir: await emptyCluster() }),
  extensions: { vector },
});
const session = new Session(db);
const server = createServer((socket) => void serveClient(socket, session));
server.listen(Number(port), '127.0.0.1');

process.once('SIGTERM', async () => {
  server.close();
  await session.idle();
  await db.close();
  process.exit(0);
});
