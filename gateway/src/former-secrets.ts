import { MeshError } from '@mesh/contracts/mesh-error';

/** A secret that was replaced, sealed and in base64. `goodUntil` is in ms since 1970. */
export type FormerSecret = { readonly sealed: string; readonly goodUntil: number };
/** The current secret and the former ones, newest first. */
export type Held = { readonly secret: Buffer; readonly formerSecrets: readonly FormerSecret[] };

const MOST_FORMER = 10;

/**
 * The former secrets once the current one is replaced: those that are still good, for the overlap at most. So rotating again,
 * because no answer came, ends none too early. Throws `conflict` if there would be too many.
 */
export function formerAfter({ secret, formerSecrets }: Held, overlapSeconds: number, now: number): FormerSecret[] {
  const until = now + overlapSeconds * 1_000;
  const before = [{ sealed: secret.toString('base64'), goodUntil: until }, ...formerSecrets];
  const former = before.map(({ sealed, goodUntil }) => ({ sealed, goodUntil: Math.min(goodUntil, until) }));
  const good = former.filter((one) => isGood(one, now));
  if (good.length > MOST_FORMER)
    throw new MeshError('conflict', `${MOST_FORMER} former secrets are good yet: wait, or rotate with no overlap`);
  return good;
}

/** Every secret that is good now, sealed, newest first. */
export function goodSecrets({ secret, formerSecrets }: Held, now: number): Buffer[] {
  const former = formerSecrets.filter((one) => isGood(one, now)).map(({ sealed }) => Buffer.from(sealed, 'base64'));
  return [secret, ...former];
}

function isGood({ goodUntil }: FormerSecret, now: number): boolean {
  return goodUntil > now;
}
