import { readFile } from 'node:fs/promises';

/** Resident memory of a process in MiB, on Linux. */
export async function residentMiB(pid: number): Promise<number> {
  const [, kib = 'NaN'] = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}
