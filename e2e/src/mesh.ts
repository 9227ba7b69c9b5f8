import { readFile } from 'node:fs/promises';

/** Where a running mesh is and how to ask it: what `npm start` writes to `.mesh/local.json`. */
export type Mesh = {
  url: string;
  apiKey: string;
  workspaceId: string;
  natsUrl?: string;
  /** Answers `GET /traces/{traceId}` where the start program collects traces itself. */
  tracesUrl?: string;
  services: Record<string, { url: string; pid: number }>;
};

/** The mesh named by MESH_URL and MESH_API_KEY, else the one that runs beside this checkout. */
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
