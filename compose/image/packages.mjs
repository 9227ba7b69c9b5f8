import { cpSync, globSync, readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { argv } from 'node:process';
import { outside } from './outside.mjs';

// packages.mjs <from> <to> [<name>…]: copies these installed packages, or those that cannot be bundled, with all that they
// depend on, except for files that only a compiler or a reader needs.
const [, , from, to, ...names] = argv;

const unread = /\.(?:map|md|d\.[cm]?ts)$/;
const copied = new Set();

const installed = join(resolve(from), 'node_modules');
for (const name of globSync(names.length > 0 ? names : outside, { cwd: installed })) copy(join(installed, name));

function copy(folder) {
  if (copied.has(folder)) return;
  copied.add(folder);
  cpSync(folder, join(to, relative(resolve(from), folder)), { recursive: true, filter: (file) => !unread.test(file) });
  const manifest = join(folder, 'package.json');
  const {
    dependencies = {},
    peerDependencies = {},
    peerDependenciesMeta = {},
  } = JSON.parse(readFileSync(manifest, 'utf8'));
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  for (const name of [...Object.keys(dependencies), ...peers]) copy(dirname(findPackageJSON(name, manifest)));
}
