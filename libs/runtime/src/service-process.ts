import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { readConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { Health } from './health.ts';
import type { About } from './health-routes.ts';
import { giveBackWhenIdle } from './idle-memory.ts';
import { type Level, type Log, openLog } from './log.ts';
import { startTelemetry } from './telemetry.ts';
import { watchEventLoop } from './watchdog.ts';

const DRAIN_MS = 25_000;
const LINGER_MS = 1_000;

/** What every service gets besides its own configuration. */
export type Runtime = {
  readonly log: Log;
  readonly health: Health;
  readonly about: About;
  /** Aborts when the process is told to stop. */
  readonly signal: AbortSignal;
};

type Common = {
  LOG_LEVEL: Level;
  ENVIRONMENT: string;
  OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  TRACES_PER_SECOND: number;
  GIT_COMMIT?: string | undefined;
  RAILWAY_GIT_COMMIT_SHA?: string | undefined;
};

/**
 * The life of a process: configuration, telemetry, start, wait for SIGTERM or SIGINT, close, exit 0. A bad configuration prints
 * a line per variable on standard error and exits 1. Closing is cut off after 25 s.
 */
export async function runService<S extends z.ZodType<Common>>({
  name,
  environmentSchema,
  start,
}: {
  name: string;
  environmentSchema: S;
  start: (environment: z.output<S>, runtime: Runtime) => Promise<AsyncDisposable>;
}): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  stop.signal.addEventListener('abort', () => exitWithin(DRAIN_MS, 1), { once: true });
  try {
    const environment = readConfig(environmentSchema, process.env);
    const log = openLog(name, environment.LOG_LEVEL);
    const about = { service: name, version: versionOfMesh(), commit: commitOf(environment) };
    await using _telemetry = await startTelemetry({
      ...about,
      environment: environment.ENVIRONMENT,
      endpoint: environment.OTEL_EXPORTER_OTLP_ENDPOINT,
      tracesPerSecond: environment.TRACES_PER_SECOND,
    });
    using _watchdog = watchEventLoop();
    using _memory = giveBackWhenIdle();
    const health = new Health();
    health.phase = 'starting';

    await using _service = await start(environment, { log, health, about, signal: stop.signal });
    health.phase = 'serving';
    log.info({ readyMs: Math.round(performance.now()), node: process.version }, 'started');
    if (!stop.signal.aborted) await once(stop.signal, 'abort');
    health.phase = 'draining';
    log.info({}, 'stopping');
  } catch (error) {
    if (!stop.signal.aborted) process.exitCode = 1;
    if (error instanceof ConfigError) for (const line of error.lines) console.error(`${name}: ${line}`);
    else if (!stop.signal.aborted) console.error(error);
  }
  exitWithin(LINGER_MS, process.exitCode ?? 0);
}

/** The process ends by itself when its work has ended; this is the backstop for a socket that nobody closes. */
function exitWithin(ms: number, code: number | string): void {
  setTimeout(() => process.exit(code), ms).unref();
}

function versionOfMesh(): string {
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}

function commitOf({ GIT_COMMIT, RAILWAY_GIT_COMMIT_SHA }: Common): string {
  return GIT_COMMIT ?? RAILWAY_GIT_COMMIT_SHA ?? 'unknown';
}
