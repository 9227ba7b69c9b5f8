import { MeshError } from '@mesh/contracts/mesh-error';
import type { Log } from '@mesh/runtime/log';
import type { Agent } from 'undici';
import { parseAllowList } from './allow-list.ts';
import type { Egress, EgressAnswer, EgressRequest } from './egress.ts';
import { hopError } from './hop-error.ts';
import { parseHostPattern, portOf } from './host-pattern.ts';
import { isRedirect, nextHop, writtenLocation } from './redirect.ts';
import { requestHeaders } from './request-headers.ts';
import { type Lookup, refuseClosed, resolve, systemLookup } from './resolve.ts';
import { sendHop } from './send-hop.ts';
import { targetOf } from './target.ts';

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 10 * 1024 * 1024;
const MOST_REDIRECTS = 3;

/** Opens the egress. `allow` are the entries of EGRESS_ALLOW. Proxy variables of the environment are ignored. */
export function openEgress({
  allow,
  log,
  lookup = systemLookup,
}: {
  allow: readonly string[];
  log: Log;
  lookup?: Lookup;
}): Egress {
  const guard = { allow: parseAllowList(allow), lookup };
  let agent: Promise<Agent> | undefined;
  /** Loaded by the first request: undici is heavy, and many a process never makes one. */
  const opened = () => {
    agent ??= import('./agent.ts').then(({ openAgent }) => openAgent(guard));
    return agent;
  };

  async function follow(request: EgressRequest, signal: AbortSignal): Promise<EgressAnswer> {
    const { method, body, allowedHosts, secretHeaders = [], maxBytes = MOST_BYTES } = request;
    const url = targetOf(request.url, undefined, allowedHosts);
    let hop = { method, url, headers: requestHeaders(request.headers ?? {}), body };
    for (let left = request.redirects ?? MOST_REDIRECTS; ; left--) {
      const answer = await sendHop(await opened(), hop, {
        signal,
        maxBytes,
        traceparent: request.traceparent ?? false,
        repeatable: request.repeatable ?? false,
        onPart: request.onPart,
        enough: request.enough,
        through: request.through,
        unread: request.unread ?? false,
      }).catch((error: unknown) => {
        throw hopError(error, hop.url, signal);
      });
      const location = answer.headers['location'];
      if (!isRedirect(answer.status) || location === undefined || request.redirects === 0) return answer;
      if (left === 0) throw new MeshError('egress-failed', 'the answer redirects too often');
      hop = nextHop(hop, answer.status, targetOf(writtenLocation(location), hop.url, allowedHosts), secretHeaders);
    }
  }

  return {
    async request(request) {
      const limit = AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS);
      const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit;
      try {
        return await follow(request, signal);
      } catch (error) {
        if (!(error instanceof MeshError) || error.code === 'egress-denied' || error.cause !== undefined)
          log.warn({ err: error }, 'an outgoing call was refused or failed');
        throw error;
      }
    },
    check(text) {
      const url = targetOf(text, undefined, undefined);
      refuseClosed({ host: url.hostname, port: portOf(url) }, guard.allow);
    },
    resolve: (host, port) => resolve({ host: parseHostPattern(host)?.host ?? host, port }, guard),
    async [Symbol.asyncDispose]() {
      await (await agent)?.destroy();
    },
  };
}
