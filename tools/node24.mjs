import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Installs the dependencies if they are missing or have changed, and runs a TypeScript program with Node 24. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));

install();
const [program, ...parameters] = process.argv.slice(2);
const node = node24();
const path = [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
const child = spawn(node, [resolve(root, program), ...parameters], {
  stdio: 'inherit',
  env: { ...process.env, PATH: path },
});
// Ctrl-C in a terminal reaches the child by itself; a signal to this process alone is meant for the child too.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));

function install() {
  if (isInstalled()) return;
  console.log('installing the dependencies (npm ci) …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * Whether the installed packages are those of the lock file. npm records them in `node_modules`, whichever of its commands
 * installed them. Optional packages may be for other platforms.
 */
function isInstalled() {
  const installed = packagesIn(join(root, 'node_modules', '.package-lock.json'));
  const wanted = Object.entries(packagesIn(join(root, 'package-lock.json')) ?? {});
  return wanted.every(([path, { version, integrity, optional }]) => {
    const there = installed?.[path];
    return path === '' || (there ? there.version === version && there.integrity === integrity : optional === true);
  });
}

function packagesIn(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, 'utf8')).packages : undefined;
}

/** This Node if it is new enough, otherwise the one that npm installed. */
function node24() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const names = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];
  const found = names.map((name) => join(root, 'node_modules', name, 'bin', 'node')).find(existsSync);
  if (found) return found;
  console.error(
    `This needs Node 24 (here runs ${process.version}), and npm brings none for ${process.platform}-${process.arch}.`,
  );
  process.exit(1);
}
