import { existsSync, openAsBlob } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { toolsFolder } from './tool.ts';

/**
 * An empty cluster to start from. PGlite needs ten seconds to make one, so it is cached on this machine; concurrent callers may
 * each make one.
 */
export async function emptyCluster(): Promise<Blob> {
  const manifest = findPackageJSON('@electric-sql/pglite', import.meta.url) as string;
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const whole = join(toolsFolder, `pglite-${version}.tar`);
  if (!existsSync(whole)) await make(whole);
  return openAsBlob(whole);
}

async function make(whole: string): Promise<void> {
  await mkdir(toolsFolder, { recursive: true });
  const fresh = await PGlite.create();
  const cluster = await fresh.dumpDataDir('none');
  await fresh.close();
  const half = `${whole}.${process.pid}`;
  await writeFile(half, cluster.stream());
  await rename(half, whole);
}
