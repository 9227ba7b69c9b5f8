import { jsonOf } from '@mesh/contracts/json-of';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Egress } from '@mesh/egress/egress';
import type { Call } from '../../call.ts';
import { Unreadable } from '../unreadable.ts';

const TIMEOUT_MS = 5_000;
const RETRY_SECONDS = 2;

type Answer = Record<string, unknown>;

/**
 * The JSON answer of a key service. Throws `Unreadable` if `refusesValue` says that the value itself is invalid, and
 * `unavailable` for everything else: a person can restore a lost permission, and then the same value decrypts again.
 */
export async function keyServiceAnswer(
  egress: Egress,
  { url, ...call }: Call,
  refusesValue: (answer: Answer) => boolean,
): Promise<Answer> {
  const { status, body } = await egress
    .request({ ...call, url: url.href, timeoutMs: TIMEOUT_MS, redirects: 0 })
    .catch((cause: unknown) => {
      throw away('the key service does not answer; try again', cause);
    });
  const answer = jsonOf(body.toString()) as Answer | undefined;
  if (status === 200 && answer) return answer;
  if (status === 400 && answer && refusesValue(answer)) throw new Unreadable();
  throw away(`the key service answers ${status}; try again`, undefined);
}

function away(message: string, cause: unknown): MeshError {
  return new MeshError('unavailable', message, { cause, retryAfterSeconds: RETRY_SECONDS });
}
