import { bodyField } from './body-field.ts';
import type { SignedCall } from './signed-call.ts';
import type { Verification } from './verify-call.ts';

/**
 * What a sender wants echoed, so that it knows who owns the address (https://docs.slack.dev/reference/events/url_verification).
 */
export function challengeIn(how: Verification, { body }: SignedCall): Readonly<Record<string, string>> | undefined {
  if (how.scheme !== 'hmac' || how.challenge === undefined) return undefined;
  const value = bodyField(body, how.challenge);
  return value === undefined ? undefined : { [how.challenge]: value };
}
