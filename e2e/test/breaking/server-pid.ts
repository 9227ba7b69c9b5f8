import { readFileSync } from 'node:fs';

const FOLDER = process.env['MESH_DIR'];

/** Whether servers can be found by name: those that a start keeps in the folder in MESH_DIR. */
export const serversAreKept = FOLDER !== undefined;

/** The pid of a server that the start keeps running, such as `nats`. */
export function serverPid(name: string): number {
  return (JSON.parse(readFileSync(`${FOLDER}/processes/${name}`, 'utf8')) as { pid: number }).pid;
}
