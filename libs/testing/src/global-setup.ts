import { startServers } from './start-servers.ts';

/** Runs once before the infra tests: their workers inherit the environment that names the servers. */
export async function setup(): Promise<() => Promise<void>> {
  const servers = await startServers(process.env, (line) => console.log(`servers: ${line}`));
  return async () => servers[Symbol.asyncDispose]();
}
