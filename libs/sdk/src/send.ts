import { setTimeout as sleep } from 'node:timers/promises';
import { pauseAfter } from './pause.ts';
import type { Init } from './request.ts';

export const RETRIES = 3;
const LATER = new Set([429, 503]);

export type Sending = {
  readonly retries: number;
  /** For each attempt, until the head of the answer and while its body arrives. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** Sends until the answer is not a 429 or 503, or the retries are used up. */
export async function send(url: URL, init: Init, { retries, timeoutMs, signal }: Sending): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    const last = attempt === retries;
    const answer = await attemptOnce(url, init, limited(timeoutMs, signal)).catch((error: unknown) => {
      if (last || !isCut(error)) throw error;
    });
    if (answer && (last || !LATER.has(answer.status))) return answer;
    const pause = pauseAfter(attempt, answer?.headers.get('retry-after') ?? null, Math.random(), Date.now());
    if (answer && pause === undefined) return answer;
    await answer?.body?.cancel();
    await sleep(pause, undefined, { signal });
  }
}

function attemptOnce(url: URL, init: Init, signal: AbortSignal | undefined): Promise<Response> {
  return fetch(url, { ...init, redirect: 'error', ...(signal && { signal }) });
}

/** `fetch` throws a TypeError if the connection could not be made or was lost. */
export function isCut(error: unknown): boolean {
  return error instanceof TypeError;
}

function limited(timeoutMs: number | undefined, signal: AbortSignal | undefined): AbortSignal | undefined {
  const all = [timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs), signal].filter((one) => !!one);
  return all.length > 0 ? AbortSignal.any(all) : undefined;
}
