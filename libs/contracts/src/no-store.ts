/** The headers of an answer that nobody on its way keeps. */
export const noStore = { 'cache-control': 'no-store' };
