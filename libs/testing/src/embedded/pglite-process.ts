import { createServer } from 'node:net';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { serveClient } from './pglite-client.ts';
import { Session } from './pglite-session.ts';

const [port, folder] = process.argv.slice(2);
const db = await PGlite.create({ ...(folder ? { dataDir: folder } : {}), extensions: { vector } });
const session = new Session(db);
const server = createServer((socket) => void serveClient(socket, session));
server.listen(Number(port), '127.0.0.1');

process.once('SIGTERM', async () => {
  server.close();
  await session.idle();
  await db.close();
  process.exit(0);
});
