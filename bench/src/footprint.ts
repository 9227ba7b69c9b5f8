import { readFile } from 'node:fs/promises';
import { residentMiB } from './memory.ts';
import { meshFolder, runningMesh } from './mesh.ts';
import { report } from './report.ts';

const mesh = await runningMesh();

/** Milliseconds from the start of the process until it was ready, from its own log. */
async function readyMs(service: string): Promise<number> {
  const lines = (await readFile(`${meshFolder}/logs/${service}.log`, 'utf8')).trim().split('\n');
  const started = lines.findLast((line) => line.includes('"message":"started"'));
  return started ? (JSON.parse(started) as { readyMs: number }).readyMs : Number.NaN;
}

const rows = await Promise.all(
  Object.entries(mesh.services).map(async ([name, { pid }]) => ({
    name,
    mib: await residentMiB(pid),
    ms: await readyMs(name),
  })),
);
report('Idle memory and start of the five services', [
  ...rows.map(({ name, mib }) => ({ what: `${name} resident`, measured: mib, unit: 'MiB' })),
  { what: 'all together', measured: rows.reduce((sum, { mib }) => sum + mib, 0), unit: 'MiB', atMost: 600 },
  ...rows.map(({ name, ms }) => ({ what: `${name} ready`, measured: ms, unit: 'ms', atMost: 3_000 })),
]);
