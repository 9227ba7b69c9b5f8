import { copyFileSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';

// manifests.mjs <from> <to>: the manifests and the lock file of the project without development dependencies. npm
// installs those of a linked workspace, whatever it is told to omit.
const [, , from, to] = argv;

const read = (file) => JSON.parse(readFileSync(join(from, file), 'utf8'));
const withoutTools = ({ devDependencies: _, ...manifest }) => manifest;

function write(file, value) {
  mkdirSync(dirname(join(to, file)), { recursive: true });
  writeFileSync(join(to, file), JSON.stringify(value));
}

const root = read('package.json');
write('package.json', root);
for (const workspace of root.workspaces) {
  for (const file of globSync(`${workspace}/package.json`, { cwd: from })) write(file, withoutTools(read(file)));
}

const lock = read('package-lock.json');
const isWorkspace = (path) => path !== '' && !path.includes('node_modules/');
const packages = Object.entries(lock.packages).map(([path, entry]) => [
  path,
  isWorkspace(path) ? withoutTools(entry) : entry,
]);
write('package-lock.json', { ...lock, packages: Object.fromEntries(packages) });
copyFileSync(join(from, '.npmrc'), join(to, '.npmrc'));
