import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '@mesh/testing/temporary-folder';
import { expect, test } from 'vitest';
import { makeSecrets } from '../../src/secrets.ts';
import { meshFolders } from '../folders.ts';
import { ProcessLedger } from '../process-ledger.ts';
import { openNats } from './open-nats.ts';

const PATIENCE = { timeout: 60_000, interval: 100 };

/** The greeting of a server. */
async function greeting(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    const [data] = await once(socket, 'data', { signal: AbortSignal.timeout(1_000) });
    return String(data);
  } catch {
    return '';
  } finally {
    socket.destroy();
  }
}

test('a broker that lives and answers nothing is started again in its place', async () => {
  using folder = temporaryFolder('nats');
  const folders = meshFolders({ MESH_DIR: folder.path });
  mkdirSync(folders.logs);
  await using opened = new AsyncDisposableStack();
  const { signal } = new AbortController();
  const secrets = makeSecrets('a key');
  const ledger = new ProcessLedger(folders.processes);
  const { url } = await openNats({ env: {}, folders, secrets, ledger, opened, signal });
  const pid = () => Number(JSON.parse(readFileSync(join(folders.processes, 'nats'), 'utf8')).pid);
  const frozen = pid();
  process.kill(frozen, 'SIGSTOP');
  await expect.poll(pid, PATIENCE).not.toBe(frozen);
  await expect.poll(() => greeting(url), PATIENCE).toContain('INFO');
});
