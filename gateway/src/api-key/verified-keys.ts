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
 * Keys that were verified a moment ago, by whatever names them here. A revoked key is believed for 2.5 s at most on another replica, in
 * this process no more; one that expires to the millisecond.
 */
export class VerifiedKeys {
  readonly #known = new ExpiringCache<Verified>(MOST);
  readonly #looks = new SingleFlight<Verified>();
  #forgettings = 0;

  /**
   * What is known, else what `look` finds, one look for all who ask meanwhile. That is remembered, unless a key was forgotten
   * meanwhile: it may be this one, so whoever asks from then on looks anew.
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

  /** Revoked or shortened here: the next request looks again. */
  forget(keyId: string): void {
    this.#forgettings += 1;
    this.#known.deleteWhere((known) => known.keyId === keyId);
  }
}
