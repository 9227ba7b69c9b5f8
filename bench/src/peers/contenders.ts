import { readFileSync } from 'node:fs';
import { peerProgram, peersFolder } from './install.ts';
import type { Room, Server } from './room.ts';

/** An engine that takes part, and the server that it needs. */
export type Contender = {
  readonly name: string;
  readonly program: URL;
  serve(room: Room): Promise<Server>;
};

const database = (room: Room) => room.database();

/** The mesh comes last: what it has to tidy up afterwards takes nobody's time. */
export function contenders(): Contender[] {
  const manifest = readFileSync(new URL('package.json', peersFolder), 'utf8');
  const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
  const peer = (name: string, program: string, of: string, serve: Contender['serve']): Contender => ({
    name: `${name} ${dependencies[of]}`,
    program: peerProgram(program),
    serve,
  });
  return [
    peer('DBOS', 'dbos', '@dbos-inc/dbos-sdk', database),
    peer('Restate', 'restate', '@restatedev/restate-server', (room) => room.restate()),
    peer('pg-boss', 'pg-boss', 'pg-boss', database),
    peer('graphile-worker', 'graphile-worker', 'graphile-worker', database),
    peer('BullMQ', 'bullmq', 'bullmq', (room) => room.redis()),
    { name: 'mesh', program: new URL('./mesh.ts', import.meta.url), serve: async () => ownServers },
  ];
}

/** The mesh runs already, with servers of its own. */
const ownServers: Server = { place: {}, pids: [], [Symbol.asyncDispose]: async () => {} };
