import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { openToAll, unprivileged } from '@mesh/testing/embedded/unprivileged';

export const root = new URL('../..', import.meta.url).pathname;

/** The folders of the local mesh. */
export type Folders = {
  readonly mesh: string;
  readonly logs: string;
  /** One file per running process. */
  readonly processes: string;
  readonly postgres: string;
  readonly tools: string;
};

/** `.mesh` in the checkout, or the folder in MESH_DIR. */
export function meshFolders(env: NodeJS.ProcessEnv): Folders {
  const mesh = resolve(env['MESH_DIR'] || join(root, '.mesh'));
  const own = (name: string) => join(mesh, name);
  const postgres = reachable(mesh) ? own('postgres') : join('/var/tmp', `automatos-mesh-${digest(mesh)}`);
  return { mesh, logs: own('logs'), processes: own('processes'), postgres, tools: join(root, '.mesh', 'tools') };
}

/** Under root, PostgreSQL runs as another user. If that user cannot enter a home folder, the data is below /var/tmp. */
const reachable = (folder: string) => !unprivileged() || openToAll(folder);

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);
