import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { onDebian, unpackDebianPackage } from './debian-packages.ts';

/** A program with the environment that it needs. */
export type Tool = { command: string; env: NodeJS.ProcessEnv };

/** Where tools are unpacked by default. */
export const toolsFolder = new URL('../../../../.mesh/tools/', import.meta.url).pathname;

/**
 * Finds a server program on PATH or among the unpacked ones, else unpacks it from its Debian package. Throws one line that says
 * what to do if neither works.
 */
export async function findTool(name: string, { folder = toolsFolder, say = (_: string) => {} } = {}): Promise<Tool> {
  const installed = onPath(name);
  if (installed) return { command: installed, env: process.env };
  if (!onDebian()) throw new Error(howToInstall(name));
  try {
    if (!existsSync(join(folder, name))) say(`unpacking ${name} from its Debian package`);
    return inFolder(name, await unpackDebianPackage(name, folder));
  } catch (cause) {
    throw new Error(`${name} is not installed and its Debian package could not be fetched: apt-get install ${name}`, {
      cause,
    });
  }
}

function onPath(name: string): string | undefined {
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    '/usr/sbin',
    '/usr/local/sbin',
    '/opt/homebrew/bin',
  ];
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function inFolder(name: string, root: string): Tool {
  const command = ['usr/sbin', 'usr/bin'].map((part) => join(root, part, name)).find(isProgram);
  if (!command) throw new Error(`the Debian package ${name} holds no program ${name}`);
  const libraries = join(root, 'usr/lib');
  const folders = existsSync(libraries) ? readdirSync(libraries).map((part) => join(libraries, part)) : [];
  const path = [...folders, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(delimiter);
  return { command, env: { ...process.env, LD_LIBRARY_PATH: path } };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function howToInstall(name: string): string {
  const formula = name === 'redis-server' ? 'redis' : name;
  return process.platform === 'darwin'
    ? `${name} is missing: brew install ${formula}`
    : `${name} is missing: install it, so that it is on PATH`;
}
