import { hash } from 'node:crypto';
import type { Through } from '@mesh/egress/egress';
import { LargeAnswers } from '@mesh/egress/large-answers';
import { ExpiringCache } from '@mesh/runtime/expiring-cache';
import { Remembered } from '@mesh/runtime/remembered';
import { SingleFlight } from '@mesh/runtime/single-flight';
import { z } from 'zod';
import { type Asker, principalOf } from '../../execution/principal-of.ts';
import { standardFault, WorkflowFault } from '../../workflow-fault.ts';
import { refuseFailure } from '../http/answer-http.ts';
import { endpoint } from '../http/http-arguments.ts';
import type { Sender } from '../http/http-call.ts';
import { keyOfPart } from '../http/idempotency-key.ts';
import { sendHttp } from '../http/send-http.ts';
import { type OtherText, otherFiles } from './other-files.ts';
import { type Read, type ResourceReader, resourceReader } from './read-resource.ts';
import type { ReadAs, Reading } from './readings.ts';

/** An evaluated external resource. */
export const resource = z.object({ name: z.string().optional(), endpoint });
export type Resource = z.infer<typeof resource>;
type Asking = {
  readonly needs: Sender;
  readonly about: Asker;
  readonly key: string;
  readonly signal: AbortSignal;
};

const MIB = 1_024 * 1_024;
const MOST_BYTES = 4 * MIB;
/** Limits by use; `operations` are not cached as a whole: GitHub's document has 13 MiB of JSON. */
const MOST_BYTES_AS: Readonly<Record<Reading, number>> = { value: MOST_BYTES, operations: 32 * MIB };
const LARGE_AT_ONCE = 8;
const MOST_KEPT = 200;
const MOST_KEPT_CHARACTERS = 64 * MIB;
/** Minimum weight, so that at most a thousand are cached. */
const LEAST_WEIGHT = 64 * 1_024;
const MOST_PLACES = 2_000;
const KEPT_MS = 60_000;

/** A read document and roughly its size in characters. */
type Kept = { readonly read: Read; readonly weight: number };

/** External documents of calls. Each is fetched at most once a minute, and parsed once per digest while the cache has room. */
export class Resources {
  readonly #texts: Remembered<string>;
  readonly #missing: ExpiringCache<true>;
  readonly #digests: ExpiringCache<string>;
  readonly #kept: ExpiringCache<Kept>;
  readonly #flights = new SingleFlight<Read>();
  readonly #large = new LargeAnswers(LARGE_AT_ONCE);
  readonly #reader: ResourceReader;

  /** `now` in ms; the process's monotonic clock by default. */
  constructor(reader = resourceReader(), now?: () => number) {
    this.#reader = reader;
    this.#texts = new Remembered(MOST_KEPT, { lifeMs: KEPT_MS, now });
    this.#missing = new ExpiringCache(MOST_PLACES, now);
    this.#digests = new ExpiringCache(MOST_PLACES, now);
    this.#kept = new ExpiringCache(MOST_KEPT_CHARACTERS, now, ({ weight }) => weight);
  }

  /** Fetches the text. Throws `WorkflowFault` if there is none. */
  async text(wanted: Resource, asking: Asking): Promise<string> {
    return shared(
      (work) => this.#texts.get(placeOf(wanted, asking), work),
      async () => String(await fetchBytes(wanted, asking, { maxBytes: MOST_BYTES })),
      asking.signal,
    );
  }

  /** Fetches the text, or returns undefined if there is none; both are cached equally long. */
  async textIfAny(wanted: Resource, asking: Asking): Promise<string | undefined> {
    const place = placeOf(wanted, asking);
    if (this.#missing.get(place)) return undefined;
    return this.text(wanted, asking).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
      this.#missing.set(place, true, KEPT_MS);
      return undefined;
    });
  }

  /** Fetches and parses a document in JSON or YAML. */
  value(wanted: Resource, asking: Asking): Promise<unknown> {
    return this.#read('value', wanted, asking);
  }

  /** The parts of an OpenAPI document that calls use; the whole document is too large to cache. */
  operations(wanted: Resource, asking: Asking): Promise<ReadAs<'operations'>> {
    return this.#read('operations', wanted, asking);
  }

  async #read<R extends Reading>(as: R, wanted: Resource, asking: Asking): Promise<ReadAs<R>> {
    const place = `${as} ${placeOf(wanted, asking)}`;
    const digest = this.#digests.get(place);
    const kept = digest === undefined ? undefined : this.#kept.get(digest);
    const read =
      kept?.read ??
      (await shared(
        (work) => this.#flights.run(place, work),
        () => this.#readAnew(as, place, wanted, asking),
        asking.signal,
      ));
    if ('refused' in read) throw new WorkflowFault(read.refused);
    return read.value as ReadAs<R>;
  }

  async #readAnew(as: Reading, place: string, wanted: Resource, asking: Asking): Promise<Read> {
    using turn = this.#large.turn(asking.about.workspaceId);
    const through = () => [turn.gate()];
    const bytes = await fetchBytes(wanted, asking, { maxBytes: MOST_BYTES_AS[as], through });
    const { uri } = wanted.endpoint;
    const others = as === 'operations' ? await this.#othersOf(wanted, bytes, asking) : [];
    const digest = `${as} ${digestOf(uri, bytes, others)}`;
    this.#digests.set(place, digest, KEPT_MS);
    const known = this.#kept.get(digest);
    if (known) return known.read;
    const read = await this.#reader(
      { as, bytes, uri, others },
      { workspaceId: asking.about.workspaceId, signal: asking.signal },
    );
    const lifeMs = 'refused' in read && read.isOfTheMoment ? KEPT_MS : undefined;
    this.#kept.set(digest, { read, weight: weightOf(read, bytes.length) }, lifeMs);
    return read;
  }

  #othersOf(wanted: Resource, bytes: Buffer, asking: Asking): Promise<OtherText[]> {
    return otherFiles({ uri: wanted.endpoint.uri, text: bytes.toString() }, (uri) =>
      this.textIfAny(besides(wanted, uri), asking).catch((error: unknown) => {
        if (asking.signal.aborted) throw error;
        return undefined;
      }),
    );
  }
}

/** The caller whose work others share was aborted. */
class Stopped extends Error {}

/** Shares one run of `work` between callers. If the caller that runs it is aborted, one of the others runs it again. */
async function shared<T>(
  share: (work: () => Promise<T>) => Promise<T>,
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  let isOurs = false;
  const done = share(() => {
    isOurs = true;
    return work().catch((error: unknown) => {
      throw signal.aborted ? new Stopped('told to stop', { cause: error }) : error;
    });
  });
  return done.catch((error: unknown) => {
    if (!(error instanceof Stopped)) throw error;
    if (isOurs) throw error.cause;
    return shared(share, work, signal);
  });
}

/** A file that a resource refers to. Authentication is not sent to other hosts. */
export function besides(wanted: Resource, uri: string): Resource {
  const isSameOrigin = new URL(uri).origin === new URL(wanted.endpoint.uri).origin;
  return { ...wanted, endpoint: { uri, authentication: isSameOrigin ? wanted.endpoint.authentication : undefined } };
}

/** Without other files, a document's meaning does not depend on its address. */
function digestOf(uri: string, bytes: Buffer, others: readonly OtherText[]): string {
  const own = hash('sha256', bytes, 'base64');
  return others.length === 0 ? own : hash('sha256', JSON.stringify([uri, own, others]), 'base64');
}

/** Cache key: address, authentication, and the caller's rights, which the broker of credentials checks. */
function placeOf({ endpoint: { uri, authentication } }: Resource, { about }: Asking): string {
  const proof = authentication && [authentication, principalOf(about).scopes];
  return hash('sha256', JSON.stringify([about.workspaceId, uri, proof ?? null]), 'base64');
}

function weightOf(read: Read, bytes: number): number {
  return Math.max(LEAST_WEIGHT, 'value' in read && read.value instanceof Map ? charactersIn(read.value) : bytes);
}

function charactersIn(texts: ReadonlyMap<string, string>): number {
  return [...texts].reduce((sum, [name, text]) => sum + name.length + text.length, 0);
}

/** Object stores without list permission answer 403 for missing objects. */
function isMissing(error: unknown): boolean {
  return error instanceof WorkflowFault && [403, 404, 410].includes(error.error.status ?? 0);
}

async function fetchBytes(
  { endpoint: { uri, authentication } }: Resource,
  { needs, about, key, signal }: Asking,
  how: { maxBytes: number; through?: Through },
): Promise<Buffer> {
  if (!/^https?:/i.test(uri))
    throw standardFault('configuration', 'external resources are fetched by http and https alone', { status: 501 });
  const asked = { method: 'GET', url: uri, headers: {}, body: undefined, redirect: true, authentication } as const;
  const sending = { key: keyOfPart(key, 'resource'), signal, repeatable: true, isExact: true, ...how };
  const answer = await sendHttp(needs, about, asked, sending);
  refuseFailure(answer);
  return answer.raw;
}
