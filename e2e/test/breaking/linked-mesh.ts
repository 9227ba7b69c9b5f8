import { type Link, openLink } from '@mesh/testing/link';
import type { Mesh } from '../../src/mesh.ts';
import { type BreakableMesh, openBreakableMesh } from './breakable-mesh.ts';

/** A process of the mesh, and what it reaches through links that a test may cut. */
export type Line = {
  readonly process: string;
  readonly to: 'postgres' | 'nats' | 'services';
  readonly links: readonly Link[];
};
export type LinkedMesh = BreakableMesh & { readonly lines: readonly Line[] };

const WORKFLOWS = ['workflows', 'workflows-2'];
const DOORS = ['credentials', 'workflows', 'plugins', 'vectors'];

/**
 * A mesh in which both processes of workflows reach PostgreSQL and NATS through links, and the gateway the broker and all
 * services.
 */
export async function openLinkedMesh(allowed: string): Promise<LinkedMesh> {
  await using opening = new AsyncDisposableStack();
  const opened = { postgres: '', nats: '', services: {} as Mesh['services'] };
  const link = async (target: () => string) => opening.use(await openLink(target));
  const [postgres, nats] = [() => opened.postgres, () => opened.nats];
  const lines = await Promise.all(
    WORKFLOWS.flatMap((process): Promise<Line>[] => [
      link(postgres).then((one) => ({ process, to: 'postgres', links: [one] })),
      link(nats).then((one) => ({ process, to: 'nats', links: [one] })),
    ]),
  );
  const toBroker = await link(nats);
  const doors = await Promise.all(DOORS.map((service) => link(() => opened.services[service]?.url ?? '')));

  const own = await openBreakableMesh(allowed, ({ nats, postgres }) => {
    opened.nats = nats.url;
    opened.postgres = postgres.url;
    const variables = lines.map(({ process, to, links: [one] }) => {
      const url = to === 'nats' ? one?.through(nats.url) : one?.through(new URL('/mesh_workflows', postgres.url).href);
      return [`${process.toUpperCase().replace('-', '_')}__${to === 'nats' ? 'NATS' : 'DATABASE'}_URL`, url];
    });
    const asked = DOORS.map((service, place) => [
      `GATEWAY__${service.toUpperCase()}_URL`,
      doors[place]?.through('http://x/'),
    ]);
    return { ...Object.fromEntries([...variables, ...asked]), GATEWAY__NATS_URL: toBroker.through(nats.url) };
  });
  opening.use(own);
  opened.services = own.mesh.services;
  lines.push({ process: 'gateway', to: 'services', links: [toBroker, ...doors] });
  const kept = opening.move();
  return { ...own, lines, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
