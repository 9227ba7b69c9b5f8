import type { Audited } from '../audit/audited.ts';
import type { KeyProvider } from '../crypto/provider/key-provider.ts';

/** What the rotation of keys needs. */
export type Rotating = Audited & { readonly provider: KeyProvider };
