import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Manifest = { name: string; version: string; dependencies: Record<string, string> };

const home = import.meta.dirname;
const dist = join(home, 'dist');
const folder = join(dist, 'package');
const contractsFolder = join(folder, 'node_modules', '@mesh', 'contracts');
const manifestOf = (of: string) => JSON.parse(readFileSync(join(of, 'package.json'), 'utf8')) as Manifest;

/** Compiles sources to JavaScript, since Node.js strips no types in `node_modules`. */
function compile(): void {
  rmSync(dist, { recursive: true, force: true });
  execFileSync('tsc', ['-p', 'tsconfig.pack.json'], { cwd: home, stdio: ['ignore', 2, 'inherit'] });
  mkdirSync(contractsFolder, { recursive: true });
  renameSync(join(dist, 'sdk', 'src'), join(folder, 'src'));
  renameSync(join(dist, 'contracts', 'src'), join(contractsFolder, 'src'));
}

function declare(place: string, { name, version }: Manifest, more: object): void {
  const exports = { './*': { types: './src/*.d.ts', default: './src/*.js' } };
  const manifest = { name, version, type: 'module', exports, engines: { node: '>=24' }, ...more };
  writeFileSync(join(place, 'package.json'), JSON.stringify(manifest, null, 2));
}

/** Writes the SDK and the contracts as one file that `npm install` takes anywhere, and prints its path. */
compile();
const sdk = manifestOf(home);
const contracts = manifestOf(join(home, '..', 'contracts'));
const { dependencies } = contracts;
declare(contractsFolder, contracts, { dependencies });
declare(folder, sdk, {
  dependencies: { ...dependencies, ...sdk.dependencies },
  bundleDependencies: [contracts.name],
});
const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', dist], { cwd: folder, encoding: 'utf8' });
console.log(join(dist, packed.trim()));
