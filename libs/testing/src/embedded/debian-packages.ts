import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const UNPACK_LIMIT = { maxBuffer: 64 * 1024 * 1024, timeout: 180_000 };

export const onDebian = () => process.platform === 'linux' && existsSync('/usr/bin/apt-get');

/**
 * Unpacks a Debian package and its missing dependencies below `folder`/`name`, without installing anything or starting any
 * service; no privileges are needed. The lists and locks of apt are private to this call.
 */
export async function unpackDebianPackage(name: string, folder: string): Promise<string> {
  const whole = join(folder, name);
  if (existsSync(whole)) return whole;
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, `${name}-`));
  try {
    const folders = ['state/lists/partial', 'cache/archives/partial', 'debs', 'root'];
    for (const part of folders) await mkdir(join(work, part), { recursive: true });
    const apt = (...args: string[]) =>
      run('apt-get', [...privately(work), ...args], { ...UNPACK_LIMIT, cwd: join(work, 'debs') });
    await apt('update', '-qq');
    const { stdout } = await apt(
      'install',
      '--print-uris',
      '-qq',
      '-y',
      '--no-install-recommends',
      '--reinstall',
      name,
    );
    const names = [...stdout.matchAll(/^'[^']+' ([^_\s]+)_/gm)].map((match) => match[1] as string);
    await apt('download', '-qq', ...names);
    for (const deb of await readdir(join(work, 'debs'))) {
      await run('dpkg-deb', ['-x', join(work, 'debs', deb), join(work, 'root')], UNPACK_LIMIT);
    }
    await rename(join(work, 'root'), whole).catch((error) => {
      if (!existsSync(whole)) throw error; // another process was faster
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return whole;
}

const privately = (work: string) =>
  [
    `Dir::State=${work}/state`,
    `Dir::Cache=${work}/cache`,
    'Dir::State::status=/var/lib/dpkg/status',
    'APT::Sandbox::User=',
    'Debug::NoLocking=1',
  ].flatMap((option) => ['-o', option]);
