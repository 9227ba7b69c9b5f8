import type { hookVerification } from '@mesh/contracts/hooks';
import type { z } from 'zod';
import { github, verifyHmac } from './hmac.ts';
import type { Proof, SignedCall } from './signed-call.ts';
import { verifyStandard } from './standard.ts';
import { verifyStripe } from './stripe.ts';

export type Verification = z.output<typeof hookVerification>;

/** Checks who sent a call, and when. Returns what identifies the message. Throws `unauthenticated`. */
export function verifyCall(how: Verification, call: SignedCall, proof: Proof): string {
  if (how.scheme === 'standard') return verifyStandard(call, proof);
  if (how.scheme === 'stripe') return verifyStripe(call, proof);
  return verifyHmac(how.scheme === 'github' ? github : how, call, proof);
}
