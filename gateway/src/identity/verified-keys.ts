import type { Principal } from '@mesh/contracts/principal';
import { ExpiringCache } from '@mesh/runtime/expiring-cache';
import { SingleFlight } from '@mesh/runtime/single-flight';

/** Whom a key speaks for, in pages of which origins where it is public, and for how many ms from when that was asked. */
export type Verified = {
  readonly keyId: string;
  readonly principal: Principal;
  readonly allowedOrigins: readonly string[];
  readonly leftMs: number;
};

const BELIEVED_MS = 2_500;
const MOST = 10_000;

/**
 * Keys that were verified a moment ago, by a hash. A revoked key is believed for 2.5 s at most on another replica, in
 * this process no more; one that expires to the millisecond.
 */
export class VerifiedKeys {
  readonly #known = new ExpiringCache<Verified>(MOST);
  readonly #looks = new SingleFlight<Verified>();
  #forgettings = 0;

  get(hash: string): Verified | undefined {
    return this.#known.get(hash);
  }

  /**
   * Verifies with `look`, one for all who ask meanwhile, and remembers what was found, unless a key was forgotten meanwhile: it
   * may be this one, so whoever asks from then on looks anew.
   */
  verify(hash: string, look: () => Promise<Verified>): Promise<Verified> {
    const before = this.#forgettings;
    return this.#looks.run(`${before} ${hash}`, async () => {
      const began = performance.now();
      const found = await look();
      const lifeMs = Math.min(BELIEVED_MS, found.leftMs) - (performance.now() - began);
      if (before === this.#forgettings) this.#known.set(hash, found, lifeMs);
      return found;
    });
  }

  /** Revoked or shortened here: the next request looks again. */
  forget(keyId: string): void {
    this.#forgettings += 1;
    this.#known.deleteWhere((known) => known.keyId === keyId);
  }
}
