import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What other programs on this machine learn about the running mesh. */
export type LocalMesh = {
  url: string;
  apiKey: string;
  workspaceId: string;
  natsUrl: string;
  redisUrl?: string | undefined;
  tracesUrl?: string | undefined;
  services: Record<string, { url: string; pid: number }>;
};

/** Writes `local.json` atomically; it exists only while the mesh runs. Disposing removes it. */
export class LocalFile implements Disposable {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = join(folder, 'local.json');
  }

  write(mesh: LocalMesh): void {
    writeFileSync(`${this.#file}.new`, JSON.stringify(mesh, null, 2), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }

  [Symbol.dispose](): void {
    rmSync(this.#file, { force: true });
  }
}
