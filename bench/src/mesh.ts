import { readFile } from 'node:fs/promises';

/** The mesh under test: the one that `npm start` runs. */
export type Mesh = {
  url: string;
  apiKey: string;
  workspaceId: string;
  natsUrl: string;
  services: Record<string, { url: string; pid: number }>;
};

/** Its folder. */
export const meshFolder: string = process.env['MESH_DIR'] ?? new URL('../../.mesh', import.meta.url).pathname;

export async function runningMesh(): Promise<Mesh> {
  const file = await readFile(`${meshFolder}/local.json`, 'utf8').catch(() => {
    throw new Error(`no mesh runs here (${meshFolder}/local.json is missing): run npm start first`);
  });
  return JSON.parse(file) as Mesh;
}

/**
 * Sends a request to the gateway, with text as it is or anything else as JSON, and returns the body of the answer. Throws an
 * error with the problem's text unless the status is 2xx.
 */
export async function ask(
  mesh: Mesh,
  method: string,
  path: string,
  body?: object | string,
  type = 'application/json',
): Promise<unknown> {
  const response = await fetch(`${mesh.url}${path}`, {
    method,
    headers: { 'x-api-key': mesh.apiKey, ...(body ? { 'content-type': type } : {}) },
    ...(body ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** Saves a workflow's document and returns its id. */
export async function save(mesh: Mesh, document: string): Promise<string> {
  const saved = await ask(mesh, 'POST', '/v1/workflows', document, 'application/yaml');
  return (saved as { id: string }).id;
}
