import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;
const INSIST_AFTER_MS = 8_000;

/** `program` is part of its command line, since the pid may meanwhile belong to another process. */
type Entry = { pid: number; program: string; signal: NodeJS.Signals };

/** Records on disk which processes the local mesh runs, so that the next start finds what a killed one has left. */
export class ProcessLedger {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  enter(name: string, entry: Entry): void {
    writeFileSync(join(this.#folder, name), JSON.stringify(entry));
  }

  remove(name: string): void {
    rmSync(join(this.#folder, name), { force: true });
  }

  /** Ends the processes that still run, first with SIGTERM. Returns their names. */
  async endLeftovers(): Promise<string[]> {
    const names = readdirSync(this.#folder);
    const running = names.flatMap((name) => this.#read(name) ?? []).filter(isRunning);
    await Promise.all(running.map(end));
    for (const name of names) this.remove(name);
    return running.map(({ name }) => name);
  }

  /** Undefined if the power failed before the entry was on disk; the process is then gone as well. */
  #read(name: string): (Entry & { name: string }) | undefined {
    const text = readFileSync(join(this.#folder, name), 'utf8').replaceAll('\0', '');
    return text === '' ? undefined : { name, ...(JSON.parse(text) as Entry) };
  }
}

export function isRunning({ pid, program }: { pid: number; program: string }): boolean {
  try {
    return execFileSync('ps', ['-ww', '-o', 'stat=,command=', '-p', String(pid)], { encoding: 'utf8' })
      .split('\n')
      .some((line) => line.includes(program) && !line.trimStart().startsWith('Z'));
  } catch {
    return false;
  }
}

async function end(entry: Entry): Promise<void> {
  const deadline = performance.now() + INSIST_AFTER_MS;
  tell(entry.pid, entry.signal);
  while (isRunning(entry)) {
    if (performance.now() > deadline) tell(entry.pid, 'SIGKILL');
    await sleep(POLL_MS);
  }
}

function tell(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has exited meanwhile.
  }
}
