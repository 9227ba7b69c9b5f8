import { readFile } from 'node:fs/promises';
import type { Connection } from '@mesh/sdk/connection';

/** The mesh of MESH_URL and MESH_API_KEY, otherwise the one that `npm start` runs. Throws if there is none. */
export async function findMesh(env: NodeJS.ProcessEnv): Promise<Connection> {
  const { MESH_URL: url, MESH_API_KEY: apiKey } = env;
  if (url && apiKey) return { url, apiKey };
  const folder = env['MESH_DIR'] || new URL('../../../.mesh', import.meta.url).pathname;
  try {
    const local = JSON.parse(await readFile(`${folder}/local.json`, 'utf8')) as Connection;
    return { url: url || local.url, apiKey: apiKey || local.apiKey };
  } catch {
    throw new Error('no mesh runs here: set MESH_URL and MESH_API_KEY, or run `npm start` first');
  }
}
