import pg from 'pg';
import { type Child, startChild } from './child.ts';
import { freePort } from './free-port.ts';

/** Its first start compiles some 10 MB of WebAssembly, which a busy machine takes long for. */
const READY_WITHIN_MS = 120_000;

export type EmbeddedPglite = Child & { readonly url: string };

/** PGlite with pgvector in a process of its own; the database lives in `folder`, or in memory without one. */
export async function startPglite({
  folder,
  logFile,
  port: wanted,
}: {
  folder?: string;
  logFile: string;
  port?: number | undefined;
}): Promise<EmbeddedPglite> {
  const port = wanted ?? (await freePort());
  const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
  const program = new URL('./pglite-process.ts', import.meta.url).pathname;
  const child = await startChild({
    name: 'PGlite',
    command: process.execPath,
    args: [program, String(port), ...(folder ? [folder] : [])],
    logFile,
    ready: () => ping(url),
    readyWithinMs: READY_WITHIN_MS,
  });
  return { ...child, url };
}

async function ping(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
  } finally {
    await client.end().catch(() => {});
  }
}
