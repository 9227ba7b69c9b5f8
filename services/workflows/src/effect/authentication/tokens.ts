import { hash } from 'node:crypto';
import { jsonOf } from '@mesh/contracts/json-of';
import type { Egress } from '@mesh/egress/egress';
import { retryAfterMs } from '@mesh/egress/retry-after';
import { z } from 'zod';
import { standardFault } from '../../workflow-fault.ts';
import { fieldsOf } from '../document-fields.ts';
import { issuerOf } from './issuer-of.ts';
import type { Granting } from './policy.ts';
import { tokenRequest } from './token-request.ts';

const MOST_TOKENS = 1_000;
const MOST_BYTES = 256 * 1_024;
/** Tokens are not used this shortly before they expire. */
const MARGIN_MS = 30_000;
/** Life of a token that does not state it. */
const USUAL_SECONDS = 300;
const WELL_KNOWN = '/.well-known/openid-configuration';

const discovery = z.object({ token_endpoint: z.url(), issuer: z.string().optional() });
const answer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  token_type: z.string().default('Bearer'),
  expires_in: z.coerce.number().positive().optional().catch(undefined),
});
type Token = { readonly authorization: string; readonly since: number; readonly until: number };

/** Access tokens of policies in documents, each requested once and cached, in memory only, until shortly before it expires. */
export class Tokens {
  readonly #egress: Egress;
  readonly #kept = new Map<string, Promise<Token>>();

  constructor(egress: Egress) {
    this.#egress = egress;
  }

  /** Returns the value of `Authorization`. Throws `WorkflowFault` if no token can be had. */
  async authorization(workspaceId: string, policy: Granting, signal: AbortSignal): Promise<string> {
    const key = keyOf(workspaceId, policy);
    const cameAt = Date.now();
    for (;;) {
      const known = this.#kept.get(key);
      const kept = await known?.catch(() => undefined);
      if (kept && (kept.until > Date.now() || kept.since >= cameAt)) return kept.authorization;
      if (this.#kept.get(key) !== known) continue; // another caller is already asking
      const asked = this.#ask(policy, signal);
      if (this.#kept.size >= MOST_TOKENS) this.#kept.clear();
      this.#kept.set(key, asked);
      asked.catch(() => this.#kept.get(key) === asked && this.#kept.delete(key));
      return (await asked).authorization;
    }
  }

  /**
   * Whether to retry with a new token after a callee refused one, which may have been revoked. False if the refused one was
   * just issued, since then the token is not the cause.
   */
  async renews(workspaceId: string, policy: Granting, refused: string): Promise<boolean> {
    const key = keyOf(workspaceId, policy);
    const kept = await this.#kept.get(key)?.catch(() => undefined);
    if (kept?.authorization !== refused) return true;
    if (kept.since > Date.now() - MARGIN_MS) return false;
    this.#kept.delete(key);
    return true;
  }

  async #ask(policy: Granting, signal: AbortSignal): Promise<Token> {
    const endpoint = await this.#endpoint(policy, signal);
    const now = Date.now();
    const { headers, body } = tokenRequest(policy, endpoint, now);
    const told = await this.#json({ method: 'POST', url: endpoint, headers, body, signal });
    const read = answer.safeParse(told);
    if (!read.success) throw refused('the authority gave no token');
    const { access_token: token, token_type: type, expires_in: seconds = USUAL_SECONDS } = read.data;
    const issuer = issuerOf(token);
    if (policy.issuers.length > 0 && issuer !== undefined && !policy.issuers.includes(issuer))
      throw refused('the issuer of the token is none of the `issuers` of the policy');
    const scheme = type.toLowerCase() === 'bearer' ? 'Bearer' : type;
    return { authorization: `${scheme} ${token}`, since: now, until: now + seconds * 1_000 - MARGIN_MS };
  }

  /** The token endpoint: that of the policy, or of the authority's discovery document. */
  async #endpoint({ authority, endpoints, issuers }: Granting, signal: AbortSignal): Promise<string> {
    const base = authority.replace(/\/$/, '');
    const isDocument = base.endsWith(WELL_KNOWN);
    if (endpoints && !isDocument)
      return URL.canParse(endpoints.token) ? endpoints.token : `${base}/${endpoints.token.replace(/^\//, '')}`;
    const url = isDocument ? base : base + WELL_KNOWN;
    const read = discovery.safeParse(await this.#json({ method: 'GET', url, signal }, `asked for ${WELL_KNOWN}, `));
    if (!read.success) throw refused('the authority does not tell where it gives tokens');
    const { issuer, token_endpoint: endpoint } = read.data;
    if (issuers.length > 0 && !(issuer !== undefined && issuers.includes(issuer)))
      throw refused('the authority is none of the `issuers` of the policy');
    return endpoint;
  }

  /** `asked` says what for, where it is no token. */
  async #json(request: Parameters<Egress['request']>[0], asked = ''): Promise<unknown> {
    const { status, headers, body } = await this.#egress.request({ ...request, redirects: 0, maxBytes: MOST_BYTES });
    if (status >= 500 || status === 408 || status === 429)
      throw standardFault('communication', `${asked}the authority answered ${status}`, {
        status,
        retryAfterMs: retryAfterMs(headers['retry-after'], Date.now()),
      });
    const told = jsonOf(body.toString());
    if (status < 200 || status > 299)
      throw refused([`${asked}the authority answered ${status}`, ...codeIn(told)].join(': '));
    if (told === undefined) throw refused(`${asked}the authority answers no JSON`);
    return told;
  }
}

/** The error code (RFC 6749, 5.2). Its description may repeat what was sent, so it is not passed on. */
function codeIn(told: unknown): readonly string[] {
  const { error: code } = fieldsOf(told);
  return typeof code === 'string' && /^[\w.-]{1,64}$/.test(code) ? [code] : [];
}

function keyOf(workspaceId: string, policy: Granting): string {
  return hash('sha256', JSON.stringify([workspaceId, policy]), 'base64');
}

function refused(detail: string) {
  return standardFault('authentication', detail);
}
