import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { openToAll, unprivileged } from '@mesh/testing/embedded/unprivileged';

export const root = new URL('../..', import.meta.url).pathname;

/** Where the local mesh keeps everything. */
export type Folders = {
  readonly mesh: string;
  readonly logs: string;
  /** One file a running process. */
  readonly processes: string;
  readonly postgres: string;
  readonly tools: string;
};

/** `.mesh` in the checkout, or the folder that MESH_DIR names. */
export function meshFolders(env: NodeJS.ProcessEnv): Folders {
  const mesh = resolve(env['MESH_DIR'] || join(root, '.mesh'));
  const own = (name: string) => join(mesh, name);
  const postgres = reachable(mesh) ? own('postgres') : join('/var/tmp', `automatos-mesh-${digest(mesh)}`);
  return { mesh, logs: own('logs'), processes: own('processes'), postgres, tools: join(root, '.mesh', 'tools') };
}

/** PostgreSQL of root runs as somebody else, whom a closed home keeps out: its data then lies below /var/tmp. */
const reachable = (folder: string) => !unprivileged() || openToAll(folder);

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);
