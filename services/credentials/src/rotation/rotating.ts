import type { Audited } from '../audit/audited.ts';
import type { KeyProvider } from '../crypto/provider/key-provider.ts';

/** Dependencies of key rotation. */
export type Rotating = Audited & { readonly provider: KeyProvider };
