import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findPackageJSON } from 'node:module';
import { setPriority } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Answer, readAnswer } from './read-answer.ts';
import type { Job } from './sandbox-messages.ts';

const PROGRAM = fileURLToPath(new URL('sandbox-process.ts', import.meta.url));
const HEAP_MB = 64;
/** Less priority than the services, but not so little that it starves on a busy machine. */
const NICENESS = 5;
const START_MS = 15_000;
/** Time between its own deadline and SIGKILL. */
const GRACE_MS = 250;

const packages = [
  'quickjs-emscripten-core',
  '@jitl/quickjs-ng-wasmfile-release-sync',
  '@jitl/quickjs-ffi-types',
  '@cfworker/json-schema',
];
const readable = [dirname(PROGRAM), ...packages.map(folderOf)];
const flags = [
  '--permission',
  ...readable.map((folder) => `--allow-fs-read=${folder}/*`),
  '--disallow-code-generation-from-strings',
  `--max-old-space-size=${HEAP_MB}`,
];

/** A process for one job. It has no environment, no files beyond its own code, and no pipes except to us. */
export type SandboxProcess = AsyncDisposable & {
  readonly pid: number | undefined;
  /** Whether it can still take a job. */
  readonly alive: boolean;
  /** Returns its answer, or why there is none: it exceeded its time, or it exited by itself. Throws if it cannot be started. */
  run(job: Job): Promise<Answer | 'late' | 'ended'>;
};

export function startSandbox(): SandboxProcess {
  const child = spawn(process.execPath, [...flags, PROGRAM], { env: {}, cwd: '/', stdio: ['pipe', 'pipe', 'ignore'] });
  if (child.pid) setPriority(child.pid, NICENESS);
  child.stdin.on('error', () => {}); // it may exit before it has read everything
  const closed = once(child, 'close').catch(() => {});
  const { ready, answer } = readAnswer(child.stdout);
  const kill = () => void child.kill('SIGKILL');

  return {
    pid: child.pid,
    get alive() {
      return child.exitCode === null && child.signalCode === null;
    },
    async run(job) {
      try {
        if ((await within(START_MS, ready)) === LATE) throw new Error('a sandbox did not start in time');
        child.stdin.end(JSON.stringify(job));
        const answered = await within(job.wallMs + GRACE_MS, answer);
        return answered === LATE ? 'late' : (answered ?? 'ended');
      } finally {
        kill();
      }
    },
    async [Symbol.asyncDispose]() {
      kill();
      await closed;
    },
  };
}

const LATE = Symbol('late');
async function within<T>(ms: number, work: Promise<T>): Promise<T | typeof LATE> {
  const { promise, resolve } = Promise.withResolvers<typeof LATE>();
  const timer = setTimeout(resolve, ms, LATE);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function folderOf(name: string): string {
  const manifest = findPackageJSON(name, import.meta.url);
  if (!manifest) throw new Error(`${name} is not installed`);
  return dirname(manifest);
}
