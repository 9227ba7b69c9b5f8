import { readdir, readFile } from 'node:fs/promises';

const TICKS_PER_SECOND = 100;

/** A process in `/proc/<pid>/stat`. */
type Seen = { readonly pid: number; readonly parent: number; readonly name: string; readonly seconds: number };

/** CPU seconds so far of `root` and its descendants, by the name of the program. Linux only. */
export async function cpuSeconds(root: number): Promise<ReadonlyMap<string, number>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const seen = (await Promise.all(pids.map(read))).filter((one) => one !== undefined);
  const family = new Set([root]);
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const { pid, parent } of seen) if (family.has(parent)) family.add(pid);
  }
  const sums = new Map<string, number>();
  for (const { pid, name, seconds } of seen) if (family.has(pid)) sums.set(name, (sums.get(name) ?? 0) + seconds);
  return sums;
}

/** CPU seconds so far of all programs on the machine. Linux only. */
export async function machineSeconds(): Promise<number> {
  const [all = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
  const [user = 0, nice = 0, system = 0] = all.split(/ +/).slice(1).map(Number);
  return (user + nice + system) / TICKS_PER_SECOND;
}

export function difference(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): Map<string, number> {
  return new Map([...after].map(([name, seconds]) => [name, seconds - (before.get(name) ?? 0)]));
}

async function read(pid: string): Promise<Seen | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    const fields = stat.slice(end + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0); // including children that have ended
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
    return { pid: Number(pid), parent: Number(fields[1]), name: nameOf(command), seconds: ticks / TICKS_PER_SECOND };
  } catch {
    return undefined; // it has ended meanwhile
  }
}

/** The role of a process in the mesh: `workflows`, `gateway`, `postgres` … */
function nameOf(command: readonly string[]): string {
  const main = command.find((part) => part.endsWith('/dist/main.js'));
  const [program = ''] = command;
  return main?.split('/').at(-3) ?? program.split('/').at(-1)?.split(/[: ]/)[0] ?? program;
}
