import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LONG = { timeout: 600_000, maxBuffer: 64 * 1_024 * 1_024 };
const composeFile = new URL('../compose.yaml', import.meta.url).pathname;

/** Returns what the container engine prints. Throws with its error output. */
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

export type Ended = { code: number; output: string };
export type Description = {
  Config: { Cmd: string[]; Env: string[]; User: string; Healthcheck?: { Test: string[] } };
  State: { ExitCode: number };
};

const describeContainer = async (id: string) => (JSON.parse(await docker('inspect', id)) as [Description])[0];

/** The content of a fresh container of that image. */
export async function containerOf(name: string): Promise<Description> {
  const id = await docker('create', imageOf(name));
  try {
    return await describeContainer(id);
  } finally {
    await docker('rm', '--force', id);
  }
}

/** Runs a command to its end in a fresh container of that image, with a read-only root. */
export async function inImage(name: string, ...command: string[]): Promise<Ended> {
  const id = await docker('create', '--read-only', imageOf(name), ...command);
  try {
    await docker('start', id);
    await docker('wait', id);
    const { stdout, stderr } = await run('docker', ['logs', id], LONG);
    return { code: (await describeContainer(id)).State.ExitCode, output: `${stdout}${stderr}`.trim() };
  } finally {
    await docker('rm', '--force', id);
  }
}
