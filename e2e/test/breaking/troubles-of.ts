import type { Mesh } from '../../src/mesh.ts';

type Report = { status?: string; checks?: Record<string, { status: string }> };

/** The dependencies that processes of a mesh report as unavailable: `workflows: nats`. Empty if all is well. */
export async function troublesOf({ services }: Mesh): Promise<string[]> {
  const reports = Object.entries(services).map(async ([name, { url }]) => {
    const report = await fetch(`${url}/health/ready`).then(
      (answer) => answer.json() as Promise<Report>,
      () => ({}) as Report,
    );
    const down = Object.entries(report.checks ?? {}).filter(([, { status }]) => status !== 'ok');
    return report.status === 'ok' ? [] : [`${name}: ${down.map(([check]) => check).join(', ') || report.status}`];
  });
  return (await Promise.all(reports)).flat();
}
