import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LONG = { timeout: 600_000, maxBuffer: 64 * 1_024 * 1_024 };
const composeFile = new URL('../compose.yaml', import.meta.url).pathname;

/** What the container engine prints. Throws with its complaint. */
export async function docker(...parameters: string[]): Promise<string> {
  const { stdout } = await run('docker', parameters, LONG);
  return stdout.trim();
}

/** The same for the mesh of `compose.yaml`, as a project of its own. */
export function compose(...parameters: string[]): Promise<string> {
  return docker('compose', '--file', composeFile, '--project-name', 'mesh-container-test', ...parameters);
}

/** Runs a program of this package. */
export async function program(name: string): Promise<void> {
  await run(process.execPath, [new URL(`../src/${name}.ts`, import.meta.url).pathname], LONG);
}

export const imageOf = (name: string): string => `localhost/automatos-mesh/${name}`;

/** Runs a command in a fresh container of that image, with its root read-only. */
export function inImage(name: string, ...command: string[]): Promise<string> {
  return docker('run', '--rm', '--read-only', imageOf(name), ...command);
}
