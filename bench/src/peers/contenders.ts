import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { peerProgram, peersFolder } from './install.ts';
import type { Room, Server } from './room.ts';

/** An engine that takes part, and the server that it needs. */
export type Contender = {
  readonly name: string;
  readonly program: URL;
  serve(room: Room): Promise<Server>;
};

const database = (room: Room) => room.database();

/**
 * The mesh comes last, so that its clean-up does not disturb the others. `n8n` is the folder of its package if it takes part: it
 * is too large to be installed with the others.
 */
export function contenders(n8n?: string): Contender[] {
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
    ...(n8n === undefined ? [] : [n8nAt(n8n)]),
    { name: 'mesh', program: new URL('./mesh.ts', import.meta.url), serve: async () => ownServers },
  ];
}

function n8nAt(folder: string): Contender {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return {
    name: `n8n ${version}`,
    program: peerProgram('n8n'),
    async serve(room) {
      const { place, ...server } = await room.n8n();
      return { ...server, place: { ...(place as object), n8n: folder } };
    },
  };
}

/** The mesh already runs, with servers of its own. */
const ownServers: Server = { place: {}, pids: [], [Symbol.asyncDispose]: async () => {} };
