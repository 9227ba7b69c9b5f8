import type { Transform } from 'node:stream';

export type EgressRequest = {
  readonly method: string;
  /** Absolute, http or https. */
  readonly url: string;
  /** By name in any case. What frames the message (`host`, `content-length`, …) is refused. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array | undefined;
  /** For all of it, redirects included. 30,000 by default. */
  readonly timeoutMs?: number | undefined;
  /** Largest answer after decompression. 10 MiB by default. */
  readonly maxBytes?: number | undefined;
  /** Most redirects that are followed. 3 by default; with 0 the redirecting answer itself is returned. */
  readonly redirects?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Where alone the call may lead, redirects included: `host` or `host:port`. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Headers that must not follow a redirect to another host, besides `authorization`, `cookie` and their like. */
  readonly secretHeaders?: readonly string[] | undefined;
  /** Asking twice does no more than asking once: what meets a connection that the other side gives up is asked again. */
  readonly repeatable?: boolean | undefined;
  /** Tells the other side of our trace. */
  readonly traceparent?: boolean | undefined;
  /** Told what the body is while it comes; the answer is whole all the same. What it throws ends the call. */
  readonly onPart?: OnPart | undefined;
  /** Aborts once what has come of the body is enough: that is the answer, and the rest of it is not waited for. */
  readonly enough?: AbortSignal | undefined;
  /** What the body of an answer goes through, decoded, while it comes: what they give is the body. Asked anew for each redirect. */
  readonly through?: Through | undefined;
  /** Status and headers are all that counts: the body is thrown away, whatever it is, and is empty in the answer. */
  readonly unread?: boolean | undefined;
};

export type Through = (status: number) => readonly Transform[];

/** `headers` are those of the answer, by lower-case name. */
export type OnPart = (part: Buffer, status: number, headers: EgressAnswer['headers']) => void;

export type EgressAnswer = {
  readonly status: number;
  /** By lower-case name; several of one name are joined by `, `, and of one that is said once at most the first counts. */
  readonly headers: Record<string, string>;
  readonly body: Buffer;
  /** Where the answer came from in the end. */
  readonly url: string;
};

/** The one way out of the mesh. */
export type Egress = AsyncDisposable & {
  /**
   * Makes an HTTP call to the public internet or to what EGRESS_ALLOW opens. Every status is an answer. Throws `egress-denied`
   * before anything is sent to a closed place, `egress-failed`, `deadline-exceeded`, or `unprocessable` for a malformed request.
   */
  request(request: EgressRequest): Promise<EgressAnswer>;
  /**
   * Refuses a URL that could lead nowhere now or later, without asking anybody. Throws `egress-denied`, or `unprocessable` for
   * what is no URL.
   */
  check(url: string): void;
  /**
   * The checked addresses of a host, for a protocol that has a client of its own: it dials one of these and looks nothing up
   * itself. Throws `egress-denied` for a closed place, `egress-failed` where the name has no address.
   */
  resolve(host: string, port: number): Promise<readonly string[]>;
};
