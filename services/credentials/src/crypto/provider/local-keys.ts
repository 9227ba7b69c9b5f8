import type { RootKeys } from '../root-keys.ts';
import { Unreadable } from '../unreadable.ts';
import { rootKeyIdOf, unwrapKey, wrapKey } from '../wrapped-key.ts';
import type { KeyProvider } from './key-provider.ts';

/** Root keys in this process, from ENCRYPTION_KEY. Their ids are in hex. */
export function localKeys({ current, all }: RootKeys): KeyProvider {
  return {
    current: async () => current.id.toString('hex'),
    knows: (kid) => all.has(kid),
    async wrap(place, raw) {
      const wrapped = wrapKey(current, place, raw);
      return { kid: rootKeyIdOf(wrapped), wrapped };
    },
    async unwrap(place, { wrapped }) {
      const root = all.get(rootKeyIdOf(wrapped));
      if (!root) throw new Unreadable();
      return unwrapKey(root, place, wrapped);
    },
  };
}
