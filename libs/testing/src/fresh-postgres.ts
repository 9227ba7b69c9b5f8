import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startPostgres } from './embedded/postgres.ts';
import { openGuard } from './guard.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A PostgreSQL of the test's own, to be broken. It is durable and keeps its address over restarts. */
export type FreshPostgres = AsyncDisposable & {
  /** A superuser's URL. */
  readonly url: string;
  /** Stops it as an operator would, cutting sessions, or like a crash, so that it recovers from its WAL. */
  stop(how: 'fast' | 'immediate'): Promise<void>;
  /** Starts it again; it must be stopped. */
  start(): Promise<void>;
};

/** Uses the binaries from npm, or those of `home`. */
export async function freshPostgres({
  home,
  password = randomBytes(16).toString('hex'),
}: {
  home?: string | undefined;
  password?: string;
} = {}): Promise<FreshPostgres> {
  await using opening = new AsyncDisposableStack();
  const guard = opening.use(openGuard());
  const folder = opening.use(temporaryFolder('postgres'));
  guard.watch({ folder: folder.path });
  const start = async (port?: number) => {
    const logFile = join(folder.path, 'log');
    const server = await startPostgres({ folder: folder.path, logFile, password, port, home });
    guard.watch({ pid: server.pid });
    return server;
  };
  let server = await start();
  const { url } = server;
  const opened = opening.move();
  const stop = async (how: 'fast' | 'immediate') => {
    server.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await server.ended;
  };
  opened.defer(() => stop('immediate')); // its data is removed anyway
  return {
    url,
    stop,
    async start() {
      server = await start(Number(new URL(url).port));
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
