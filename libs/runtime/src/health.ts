const CHECK_MS = 2_000;
const FRESH_MS = 1_000;

/** `check` resolves when the dependency answers; rejects when it does not. */
export type Check = { required: boolean; check: () => Promise<void> };
type CheckReport = { status: 'ok' | 'down'; latencyMs: number; detail?: string };
type Phase = 'starting' | 'serving' | 'draining';
export type Report = {
  status: 'ok' | 'degraded' | 'down' | Exclude<Phase, 'serving'>;
  checks: Record<string, CheckReport>;
};

/**
 * The health of a process. An optional dependency that is down makes it `degraded`, a required one `down`. While starting or
 * draining it reports that, however well its dependencies are.
 */
export class Health {
  phase: Phase = 'serving';
  readonly #checks = new Map<string, Check>();
  #last: { at: number; report: Promise<Report> } | undefined;

  add(name: string, check: Check): void {
    this.#checks.set(name, check);
  }

  /** Runs all checks concurrently, each within 2 s; a report is reused for a second. */
  async report(): Promise<Report> {
    if (!this.#last || performance.now() - this.#last.at > FRESH_MS) {
      this.#last = { at: performance.now(), report: this.#ask() };
    }
    const report = await this.#last.report;
    return this.phase === 'serving' ? report : { ...report, status: this.phase };
  }

  async #ask(): Promise<Report> {
    const asked = await Promise.all(
      [...this.#checks].map(async ([name, check]) => [name, check, await ask(check)] as const),
    );
    const down = asked.filter(([, , { status }]) => status === 'down');
    const status = down.length === 0 ? 'ok' : down.some(([, { required }]) => required) ? 'down' : 'degraded';
    return { status, checks: Object.fromEntries(asked.map(([name, , report]) => [name, report])) };
  }
}

async function ask({ check }: Check): Promise<CheckReport> {
  const began = performance.now();
  const latencyMs = () => Math.round((performance.now() - began) * 10) / 10;
  const limit = AbortSignal.timeout(CHECK_MS);
  const late = new Promise<never>((_, reject) => {
    limit.addEventListener('abort', () => reject(new Error(`no answer within ${CHECK_MS} ms`)), { once: true });
  });
  try {
    await Promise.race([check(), late]);
    return { status: 'ok', latencyMs: latencyMs() };
  } catch (error) {
    return { status: 'down', latencyMs: latencyMs(), detail: error instanceof Error ? error.name : 'failed' };
  }
}
