import type { KeyPlace } from './context.ts';
import type { StoredKey } from './key-store.ts';
import type { KeyProvider } from './provider/key-provider.ts';
import { randomBytes } from './random-bytes.ts';
import { KEY_BYTES } from './wrapped-key.ts';

/** A new random key for one place, known only wrapped. */
export async function newWrappedKey(provider: KeyProvider, place: KeyPlace): Promise<StoredKey> {
  const raw = randomBytes(KEY_BYTES);
  try {
    return { purpose: place.purpose, version: place.version, ...(await provider.wrap(place, raw)) };
  } finally {
    raw.fill(0);
  }
}
