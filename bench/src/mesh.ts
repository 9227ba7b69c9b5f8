import { readFile } from 'node:fs/promises';

/** The mesh that is measured: the one that `npm start` runs. */
export type Mesh = {
  url: string;
  apiKey: string;
  workspaceId: string;
  natsUrl: string;
  services: Record<string, { url: string; pid: number }>;
};

/** Where it keeps everything. */
export const meshFolder: string = process.env['MESH_DIR'] ?? new URL('../../.mesh', import.meta.url).pathname;

export async function runningMesh(): Promise<Mesh> {
  const file = await readFile(`${meshFolder}/local.json`, 'utf8').catch(() => {
    throw new Error(`no mesh runs here (${meshFolder}/local.json is missing): run npm start first`);
  });
  return JSON.parse(file) as Mesh;
}

/** Asks the gateway, with a text as it is or else JSON, and gives the answer's body; anything but 2xx is an error that holds the problem's text. */
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

/** Saves a workflow's document and gives its id. */
export async function save(mesh: Mesh, document: string): Promise<string> {
  const saved = await ask(mesh, 'POST', '/v1/workflows', document, 'application/yaml');
  return (saved as { id: string }).id;
}
