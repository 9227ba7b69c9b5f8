import type { Mesh } from '../src/mesh.ts';

/** Whether all processes of a mesh find what they need. */
export async function isNormal({ services }: Mesh): Promise<boolean> {
  const reports = Object.values(services).map(async ({ url }) => (await fetch(`${url}/health/ready`)).json());
  const told = (await Promise.all(reports).catch(() => [{}])) as { status?: string }[];
  return told.every(({ status }) => status === 'ok');
}
