import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A package of the project. Paths are relative to the root of the project. */
export type Package = {
  readonly name: string;
  readonly folder: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  readonly files: readonly string[];
};

type Manifest = {
  name: string;
  workspaces?: string[];
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
};

const manifestOf = (folder: string) => JSON.parse(readFileSync(`${root}/${folder}/package.json`, 'utf8')) as Manifest;
const namesIn = (versions: Record<string, string> = {}) => Object.keys(versions);

/** Not a workspace, because its dependencies are heavy and rarely needed. It follows the same rules. */
const apart = ['bench/peers'];

/** The root's dependencies are tools for every package: the test runner, the compiler. */
export const sharedTools: readonly string[] = namesIn(manifestOf('.').devDependencies);

/** All workspaces of the root, and the packages apart from them, with their sources. */
export function readPackages(): Package[] {
  const workspaces = (manifestOf('.').workspaces ?? []).flatMap((pattern) =>
    globSync(`${pattern}/package.json`, { cwd: root }).map((file) => file.replace(/\/package\.json$/, '')),
  );
  const folders = [...workspaces, ...apart];
  return folders.map((folder) => {
    const { name, dependencies, devDependencies } = manifestOf(folder);
    const files = globSync(`${folder}/**/*.{ts,mjs}`, {
      cwd: root,
      exclude: (path) => path.includes('node_modules'),
    }).filter((file) => !folders.some((inner) => inner.startsWith(`${folder}/`) && file.startsWith(`${inner}/`)));
    return { name, folder, dependencies: namesIn(dependencies), devDependencies: namesIn(devDependencies), files };
  });
}

export const textOf = (file: string): string => readFileSync(`${root}/${file}`, 'utf8');

/** Test files and the files beside them may use development dependencies. */
export const isTest = (file: string): boolean => /\.test\.ts$|\/(test|demo)\//.test(file);
