import { execFileSync } from 'node:child_process';
import { cpSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type EmbeddedNats, startNats } from './embedded/nats.ts';
import { findTool, type Tool } from './embedded/tool.ts';
import { openGuard } from './guard.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A broker of the test's own, to be broken. It keeps its address over restarts. */
export type FreshNats = AsyncDisposable & {
  readonly url: string;
  readonly pid: number;
  /** Kills it like a crash. */
  kill(): Promise<void>;
  /** Stops it gracefully. */
  stop(): Promise<void>;
  /** Restarts it, stopping it first if it runs. */
  restart(): Promise<void>;
  /** Deletes all streams and consumers on disk. The broker must be stopped. */
  wipeStorage(): void;
  /** Copies its storage. The broker must be stopped. */
  keepStorage(): void;
  /** Restores the copy: all of it, or the messages without the positions of consumers. The broker must be stopped. */
  restoreStorage(what: 'everything' | 'messages'): void;
};

/** The version of this machine's nats-server, or of the given `binary`. */
export async function natsVersion(binary?: string): Promise<string> {
  const { command, env } = await toolOf(binary);
  return execFileSync(command, ['--version'], { encoding: 'utf8', env }).trim();
}

async function toolOf(binary: string | undefined): Promise<Tool> {
  return binary ? { command: binary, env: process.env } : findTool('nats-server');
}

/** Starts the broker: the nats-server of this machine, or the given `binary`. */
export async function freshNats({
  binary = process.env['MESH_TEST_NATS_BINARY'],
  configFile,
}: {
  binary?: string | undefined;
  /** Names its own store, which `wipeStorage` then leaves alone; the address is set here. */
  configFile?: string | undefined;
} = {}): Promise<FreshNats> {
  const guard = openGuard();
  const folder = temporaryFolder('nats');
  guard.watch({ folder: folder.path });
  const store = join(folder.path, 'store');
  const kept = join(folder.path, 'kept');
  const tool = await toolOf(binary);
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
    keepStorage: () => replace(kept, store),
    restoreStorage(what) {
      if (what === 'everything') replace(store, kept);
      else for (const part of globSync('**/msgs', { cwd: kept })) replace(join(store, part), join(kept, part));
    },
    async [Symbol.asyncDispose]() {
      await stop();
      folder[Symbol.dispose]();
      guard[Symbol.dispose]();
    },
  };
}

function replace(folder: string, by: string): void {
  rmSync(folder, { recursive: true, force: true });
  cpSync(by, folder, { recursive: true });
}
