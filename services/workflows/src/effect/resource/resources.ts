import { hash } from 'node:crypto';
import { jsonOf } from '@mesh/contracts/json-of';
import { ExpiringCache } from '@mesh/runtime/expiring-cache';
import { Remembered } from '@mesh/runtime/remembered';
import { z } from 'zod';
import { parseYaml } from '../../definition/text/parse-yaml.ts';
import type { Asker } from '../../execution/principal-of.ts';
import { standardFault, WorkflowFault } from '../../workflow-fault.ts';
import { refuseFailure } from '../http/answer-http.ts';
import { endpoint } from '../http/http-arguments.ts';
import type { Sender } from '../http/http-call.ts';
import { keyOfPart } from '../http/idempotency-key.ts';
import { sendHttp } from '../http/send-http.ts';

/** An external resource as it was evaluated. */
export const resource = z.object({ name: z.string().optional(), endpoint });
export type Resource = z.infer<typeof resource>;
type Asking = {
  readonly needs: Sender;
  readonly about: Asker;
  readonly key: string;
  readonly signal: AbortSignal;
};

const MOST_BYTES = 4 * 1_024 * 1_024;
const MOST_KEPT = 200;
const MOST_MISSING = 2_000;
const KEPT_MS = 60_000;

/** Documents that calls refer to. A text is fetched at most once a minute, and read once for each digest. */
export class Resources {
  readonly #texts = new Remembered<string>(MOST_KEPT, { lifeMs: KEPT_MS });
  readonly #missing = new ExpiringCache<true>(MOST_MISSING);
  readonly #values = new ExpiringCache<{ readonly value: unknown }>(MOST_KEPT);

  /** The text at the other end. Throws `WorkflowFault` where there is none. */
  async text(wanted: Resource, asking: Asking): Promise<string> {
    if (!/^https?:/i.test(wanted.endpoint.uri))
      throw standardFault('configuration', 'external resources are fetched by http and https alone', { status: 501 });
    const place = placeOf(wanted, asking);
    let isOurs = false;
    const fetched = this.#texts.get(place, () => {
      isOurs = true;
      return fetchText(wanted, asking);
    });
    return fetched.catch((error: unknown) => {
      if (isOurs) throw error;
      return fetchText(wanted, asking); // whoever fetched it may have been told to stop, and we were not
    });
  }

  /** The text at the other end, or undefined where nothing is: nobody asks there again for as long as a text is kept. */
  async textIfAny(wanted: Resource, asking: Asking): Promise<string | undefined> {
    const place = placeOf(wanted, asking);
    if (this.#missing.get(place)) return undefined;
    return this.text(wanted, asking).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
      this.#missing.set(place, true, KEPT_MS);
      return undefined;
    });
  }

  /** What a document in JSON or YAML says. */
  async value(wanted: Resource, asking: Asking): Promise<unknown> {
    const text = await this.text(wanted, asking);
    const digest = digestOf(text);
    const known = this.#values.get(digest);
    if (known) return known.value;
    const value = readText(text);
    this.#values.set(digest, { value });
    return value;
  }
}

/** Who asks, where and as whom. */
function placeOf({ endpoint: { uri, authentication } }: Resource, { about }: Asking): string {
  return digestOf(JSON.stringify([about.workspaceId, uri, authentication ?? null]));
}

/** Stores whose lists are closed answer 403 for what they do not have. */
function isMissing(error: unknown): boolean {
  return error instanceof WorkflowFault && [403, 404, 410].includes(error.error.status ?? 0);
}

async function fetchText(
  { endpoint: { uri, authentication } }: Resource,
  { needs, about, key, signal }: Asking,
): Promise<string> {
  const asked = { method: 'GET', url: uri, headers: {}, body: undefined, redirect: true, authentication } as const;
  const sending = { key: keyOfPart(key, 'resource'), signal, repeatable: true, maxBytes: MOST_BYTES };
  const answer = await sendHttp(needs, about, asked, sending);
  refuseFailure(answer);
  return answer.raw.toString();
}

/** What a text in JSON, or else YAML, says. Throws `WorkflowFault` for what is neither. */
export function readText(text: string): unknown {
  const json = jsonOf(text);
  if (json !== undefined) return json;
  const { value, faults } = parseYaml(text);
  const [fault] = faults;
  if (fault) throw standardFault('configuration', `the external resource is no JSON and no YAML: ${fault.message}`);
  return value;
}

function digestOf(text: string): string {
  return hash('sha256', text, 'base64');
}
