import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { answers } from './answers.ts';
import { type SpawnedServer, spawnServer } from './spawn-server.ts';

const PARTITIONS = '4'; // fastest on two cores; the default of 24 has a log for each
const READY_WITHIN_MS = 60_000;

/** `ports` are free ones on loopback: for workflows, for administration and between nodes. */
export type Place = { readonly folder: string; readonly ports: readonly [number, number, number] };

type RestateServer = SpawnedServer & {
  readonly ingress: string;
  readonly admin: string;
};

/** Starts Restate's own server, which syncs its log in `folder` with its defaults. Resolves when it serves. */
export async function startRestate({ folder, ports: [ingress, admin, fabric] }: Place): Promise<RestateServer> {
  await using opened = new AsyncDisposableStack();
  const { pid } = opened.use(
    spawnServer(programOfThisMachine(), ['--no-logo', '--base-dir', folder], {
      ...process.env,
      RESTATE_LISTEN_MODE: 'tcp',
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
      RESTATE_BIND_ADDRESS: `127.0.0.1:${fabric}`,
      RESTATE_DEFAULT_NUM_PARTITIONS: PARTITIONS,
      RESTATE_DISABLE_TELEMETRY: 'true',
      RESTATE_LOG_FILTER: 'error,octocrab=off', // it looks for its newer versions
    }),
  );
  const at = { ingress: `http://127.0.0.1:${ingress}`, admin: `http://127.0.0.1:${admin}` };
  await Promise.all(
    [`${at.ingress}/restate/health`, `${at.admin}/health`].map((url) => answers('Restate', url, READY_WITHIN_MS)),
  );
  const kept = opened.move();
  return { ...at, pid, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** The binary in the npm package. */
function programOfThisMachine(): string {
  const { resolve } = createRequire(import.meta.resolve('@restatedev/restate-server/package.json'));
  return resolve(`@restatedev/restate-server-${platform()}-${arch()}/bin/restate-server`);
}
