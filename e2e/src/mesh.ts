import { readFile } from 'node:fs/promises';

/** The address of a running mesh and how to call it: what `npm start` writes to `.mesh/local.json`. */
export type Mesh = {
  url: string;
  apiKey: string;
  workspaceId: string;
  natsUrl?: string;
  /** Answers `GET /traces/{traceId}` if the start program collects traces itself. */
  tracesUrl?: string;
  services: Record<string, { url: string; pid: number }>;
};

/** The mesh in MESH_URL and MESH_API_KEY, otherwise the one that runs in this checkout. */
export async function findMesh(env: NodeJS.ProcessEnv = process.env): Promise<Mesh> {
  const { MESH_URL: url, MESH_API_KEY: apiKey, MESH_DIR } = env;
  if (url && apiKey) return { url, apiKey, workspaceId: '', services: {} };
  const folder = MESH_DIR ?? new URL('../../.mesh', import.meta.url).pathname;
  try {
    return JSON.parse(await readFile(`${folder}/local.json`, 'utf8')) as Mesh;
  } catch {
    throw new Error('No mesh runs here: run `npm start` in another terminal first, or set MESH_URL and MESH_API_KEY.');
  }
}
