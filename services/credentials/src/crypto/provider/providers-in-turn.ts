import { Unreadable } from '../unreadable.ts';
import type { KeyProvider } from './key-provider.ts';

/** Wraps with the first and unwraps with whichever holds the key, so that keys can move from one provider to another. */
export function providersInTurn(first: KeyProvider, ...others: readonly KeyProvider[]): KeyProvider {
  const all = [first, ...others];
  return {
    current: () => first.current(),
    knows: (kid) => all.some((provider) => provider.knows(kid)),
    wrap: (place, raw) => first.wrap(place, raw),
    async unwrap(place, key) {
      const holder = all.find((provider) => provider.knows(key.kid));
      if (!holder) throw new Unreadable();
      return holder.unwrap(place, key);
    },
  };
}
