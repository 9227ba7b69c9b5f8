import type { Principal } from '@mesh/contracts/principal';
import { ExpiringCache } from '@mesh/runtime/expiring-cache';
import { SingleFlight } from '@mesh/runtime/single-flight';

/** Whose key it is, the origins of pages that may use it if it is public, and its remaining life in ms as of the look-up. */
export type Verified = {
  readonly keyId: string;
  readonly principal: Principal;
  readonly allowedOrigins: readonly string[];
  readonly leftMs: number;
};

const BELIEVED_MS = 2_500;
const MOST = 10_000;

/**
 * Caches keys that were verified a moment ago. A key revoked here stops working at once, one revoked by another replica within
 * 2.5 s, and an expiry holds to the millisecond.
 */
export class VerifiedKeys {
  readonly #known = new ExpiringCache<Verified>(MOST);
  readonly #looks = new SingleFlight<Verified>();
  #forgettings = 0;

  /**
   * The cached answer, else what `look` finds: one look-up for all who ask meanwhile. It is cached unless some key was
   * forgotten in the meantime, since that may have been this one.
   */
  async verify(name: string, look: () => Promise<Verified>): Promise<Verified> {
    const known = this.#known.get(name);
    if (known) return known;
    const before = this.#forgettings;
    return this.#looks.run(`${before} ${name}`, async () => {
      const began = performance.now();
      const found = await look();
      const lifeMs = Math.min(BELIEVED_MS, found.leftMs) - (performance.now() - began);
      if (before === this.#forgettings) this.#known.set(name, found, lifeMs);
      return found;
    });
  }

  /** For a key that was revoked or shortened here: the next request looks it up again. */
  forget(keyId: string): void {
    this.#forgettings += 1;
    this.#known.deleteWhere((known) => known.keyId === keyId);
  }
}
