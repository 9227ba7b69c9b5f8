import type { Transform } from 'node:stream';

export type EgressRequest = {
  readonly method: string;
  /** Absolute, http or https. */
  readonly url: string;
  /** Names in any case. Framing headers (`host`, `content-length`, …) are refused. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array | undefined;
  /** Timeout for the whole call, redirects included. 30,000 by default. */
  readonly timeoutMs?: number | undefined;
  /** Largest answer after decompression. 10 MiB by default. */
  readonly maxBytes?: number | undefined;
  /** Most redirects that are followed. 3 by default; with 0 the redirecting answer itself is returned. */
  readonly redirects?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** If given, the only hosts that the call may reach, redirects included: `host` or `host:port`. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Headers that must not follow a redirect to another host, besides `authorization`, `cookie` and their like. */
  readonly secretHeaders?: readonly string[] | undefined;
  /** Asking twice has the same effect as asking once: the request is repeated if a reused connection turns out to be closed. */
  readonly repeatable?: boolean | undefined;
  /** Sends `traceparent`. */
  readonly traceparent?: boolean | undefined;
  /** Gets the body piece by piece; the answer is whole all the same. If it throws, the call ends. */
  readonly onPart?: OnPart | undefined;
  /** Abort it once enough of the body has arrived: that much is the answer, and the rest is not waited for. */
  readonly enough?: AbortSignal | undefined;
  /** Transforms that the decoded body passes; their output is the body. Called anew for each redirect. */
  readonly through?: Through | undefined;
  /** Only status and headers matter: the body is discarded and empty in the answer. */
  readonly unread?: boolean | undefined;
};

export type Through = (status: number) => readonly Transform[];

/** `headers` are those of the answer, by lower-case name. */
export type OnPart = (part: Buffer, status: number, headers: EgressAnswer['headers']) => void;

export type EgressAnswer = {
  readonly status: number;
  /** By lower-case name; repeated ones are joined by `, `, except that of singleton headers the first counts. */
  readonly headers: Record<string, string>;
  readonly body: Buffer;
  /** The URL that answered, after redirects. */
  readonly url: string;
};

/** The only way out of the mesh. */
export type Egress = AsyncDisposable & {
  /**
   * Makes an HTTP call to the public internet or to what EGRESS_ALLOW permits. Every status is an answer. Throws
   * `egress-denied` before anything is sent to a forbidden place, `egress-failed`, `deadline-exceeded`, or `unprocessable` for
   * a malformed request.
   */
  request(request: EgressRequest): Promise<EgressAnswer>;
  /**
   * Refuses a URL that can never be allowed, without looking anything up. Throws `egress-denied`, or `unprocessable` for a
   * malformed URL.
   */
  check(url: string): void;
  /**
   * The checked addresses of a host, for protocols with a client of their own, which must dial one of these without another
   * look-up. Throws `egress-denied` for a forbidden place, `egress-failed` if the name has no address.
   */
  resolve(host: string, port: number): Promise<readonly string[]>;
};
