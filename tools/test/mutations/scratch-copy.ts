import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const OURS = '@mesh';

/** Copies the files of this checkout that git knows, committed or not, into `folder`. Installed packages are shared. */
export function copyInto(folder: string, root: URL): void {
  const from = realpathSync(fileURLToPath(root));
  const listing = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', listing, { cwd: from, encoding: 'utf8', maxBuffer: 1 << 26 });
  for (const file of files.split('\0').filter(Boolean)) cpSync(join(from, file), join(folder, file));
  const installed = globSync('{*/,*/*/}node_modules', { cwd: from, exclude: ['node_modules'] });
  for (const modules of ['node_modules', ...installed]) share(join(from, modules), join(folder, modules));
  mkdirSync(join(folder, 'node_modules', OURS));
  for (const name of readdirSync(join(from, 'node_modules', OURS))) {
    const there = relative(from, realpathSync(join(from, 'node_modules', OURS, name)));
    symlinkSync(join(folder, there), join(folder, 'node_modules', OURS, name));
  }
}

function share(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) if (name !== OURS) symlinkSync(join(from, name), join(to, name));
}
