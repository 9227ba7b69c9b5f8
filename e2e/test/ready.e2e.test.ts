import { expect, test } from 'vitest';
import { findMesh } from '../src/mesh.ts';

test('every service says how the broker, its database and the bucket are', async () => {
  const { services } = await findMesh();
  const reports = Object.entries(services).map(async ([name, { url }]) => {
    const { checks } = (await (await fetch(`${url}/health/ready`)).json()) as { checks: Record<string, object> };
    return [name, Object.keys(checks)] as const;
  });
  for (const [name, checks] of await Promise.all(reports))
    expect(checks, name).toEqual(expect.arrayContaining(['postgres', 'nats', 'objects']));
});
