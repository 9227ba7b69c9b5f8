import { readdir, readFile } from 'node:fs/promises';
import type { Mesh } from '../../src/mesh.ts';

/** Memory and open files of a process. */
type Footprint = { readonly mebibytes: number; readonly files: number };
type Grown = { readonly name: string; readonly memory: number; readonly files: number };

const KIBIBYTES = 1_024;

/** Compares what processes hold after many rounds with what they held after few. Linux only. */
export class Growth {
  readonly #names: readonly string[];
  readonly #rounds: Record<string, Footprint[]>[] = [];

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  nextRound(): void {
    this.#rounds.push(Object.fromEntries(this.#names.map((name) => [name, []])));
  }

  /** Returns what they hold now. */
  async look(mesh: Mesh): Promise<string> {
    const seen = this.#names.map(async (name) => {
      const footprint = await footprintOf(mesh.services[name]?.pid ?? 0);
      this.#rounds.at(-1)?.[name]?.push(footprint);
      return `${name} ${footprint.mebibytes.toFixed()} MiB and ${footprint.files} files`;
    });
    return (await Promise.all(seen)).join(', ');
  }

  /** Growth from the second round, since the first warms up, to the last: factors of memory and of open files. */
  get sinceWarm(): readonly Grown[] {
    return this.#names.map((name) => {
      const [first, last] = [this.#rounds[1], this.#rounds.at(-1)].map((round) => middleOf(round?.[name] ?? []));
      if (!first || !last) throw new Error('two rounds are needed');
      return { name, memory: last.mebibytes / first.mebibytes, files: last.files / first.files };
    });
  }
}

async function footprintOf(pid: number): Promise<Footprint> {
  const [status, files] = await Promise.all([readFile(`/proc/${pid}/status`, 'utf8'), readdir(`/proc/${pid}/fd`)]);
  return { mebibytes: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / KIBIBYTES, files: files.length };
}

/** The median, so that moments of garbage collection or of many connections do not count. */
function middleOf(seen: readonly Footprint[]): Footprint {
  const middle = (what: keyof Footprint) =>
    seen.map((one) => one[what]).toSorted((a, b) => a - b)[Math.floor(seen.length / 2)] ?? Number.NaN;
  return { mebibytes: middle('mebibytes'), files: middle('files') };
}
