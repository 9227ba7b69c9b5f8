import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type EmbeddedNats, startNats } from './embedded/nats.ts';
import type { Tool } from './embedded/tool.ts';
import { openGuard } from './guard.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A broker of this test's own, to be broken. Its address stays the same over restarts. */
export type FreshNats = AsyncDisposable & {
  readonly url: string;
  readonly pid: number;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Ends it as an operator would. */
  stop(): Promise<void>;
  /** Starts it again, after ending it where it runs. */
  restart(): Promise<void>;
  /** Deletes all streams and consumers on disk. The broker must be down. */
  wipeStorage(): void;
};

/** Starts the broker: the nats-server of this machine, or the given `binary`. */
export async function freshNats({
  binary = process.env['MESH_TEST_NATS_BINARY'],
  configFile,
}: {
  binary?: string | undefined;
  /** Says where its streams are, which `wipeStorage` then leaves alone; its address is set here. */
  configFile?: string | undefined;
} = {}): Promise<FreshNats> {
  const guard = openGuard();
  const folder = temporaryFolder('nats');
  guard.watch({ folder: folder.path });
  const store = join(folder.path, 'store');
  const tool: Tool | undefined = binary ? { command: binary, env: process.env } : undefined;
  const start = async (port?: number) => {
    const broker = await startNats({ folder: store, logFile: join(folder.path, 'log'), port, configFile, tool });
    guard.watch({ pid: broker.pid });
    return broker;
  };
  let broker: EmbeddedNats = await start();
  const kill = async () => {
    broker.kill('SIGKILL');
    await broker.ended;
  };
  const stop = async () => broker[Symbol.asyncDispose]();
  return {
    url: broker.url,
    get pid() {
      return broker.pid;
    },
    kill,
    stop,
    async restart() {
      await stop();
      broker = await start(broker.port);
    },
    wipeStorage: () => rmSync(store, { recursive: true, force: true }),
    async [Symbol.asyncDispose]() {
      await stop();
      folder[Symbol.dispose]();
      guard[Symbol.dispose]();
    },
  };
}
