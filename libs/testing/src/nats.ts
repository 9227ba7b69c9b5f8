import { execFileSync } from 'node:child_process';
import { cpSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type EmbeddedNats, startNats } from './embedded/nats.ts';
import { findTool, type Tool } from './embedded/tool.ts';
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
  /** Copies what is on disk. The broker must be down. */
  keepStorage(): void;
  /** Puts back what `keepStorage` copied: all of it, or the messages without the places of consumers. The broker must be down. */
  restoreStorage(what: 'everything' | 'messages'): void;
};

/** What the machine's nats-server, or the given `binary`, says of its version. */
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
  /** Says where its streams are, which `wipeStorage` then leaves alone; its address is set here. */
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
