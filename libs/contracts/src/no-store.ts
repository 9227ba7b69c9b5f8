/** Headers of an answer that must not be cached. */
export const noStore = { 'cache-control': 'no-store' };
