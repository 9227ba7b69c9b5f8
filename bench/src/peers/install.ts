import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';

/**
 * The peers are large and needed only for comparisons, so they are not a workspace, and are installed at the first comparison.
 */
export const peersFolder = new URL('../../peers/', import.meta.url);

/** Installs the packages of the lock file, unless that was done since it last changed. No package may run scripts. */
export function installPeers(): void {
  const installed = statSync(new URL('node_modules/.package-lock.json', peersFolder), { throwIfNoEntry: false });
  if (installed && installed.mtimeMs > statSync(new URL('package-lock.json', peersFolder)).mtimeMs) return;
  console.log('installing the peers (npm ci) …');
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: peersFolder, stdio: 'inherit' });
}

/** The program of a peer. */
export const peerProgram = (name: string): URL => new URL(`src/${name}.ts`, peersFolder);
