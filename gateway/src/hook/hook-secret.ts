import { MeshError } from '@mesh/contracts/mesh-error';
import { newSecret } from '../webhook/signature.ts';
import type { Verification } from './verify/verify-call.ts';

/** 24 to 64 bytes, as Standard Webhooks asks. */
const standardSecret = /^(?:whsec_)?(?:[A-Za-z0-9+/]{4}){8,21}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What the seal of a hook's secret is bound to. */
export function hookSecretName(workspaceId: string, hookId: string): string {
  return `hook ${workspaceId} ${hookId}`;
}

/** The secret of a new hook, generated unless one is given. Throws `invalid` for one that its scheme does not accept. */
export function secretFor({ scheme }: Verification, given: string | undefined): string {
  const fault = faultOf(scheme, given);
  if (fault === undefined) return given ?? newSecret();
  const errors = [{ pointer: '/body/secret', message: fault }];
  throw new MeshError('invalid', 'this is no secret of the scheme', { errors });
}

function faultOf(scheme: Verification['scheme'], given: string | undefined): string | undefined {
  if (scheme === 'stripe' && given === undefined) return 'Stripe makes the secret: copy it from there';
  if (scheme === 'standard' && given !== undefined && !standardSecret.test(given))
    return 'expected whsec_ and 24 to 64 bytes in base64';
  return undefined;
}
