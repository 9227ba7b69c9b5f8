/** The end of an address that asks so, or nothing; a space is `%20`, which all servers read. */
export function searchOf(query: URLSearchParams): string {
  return query.size > 0 ? `?${query.toString().replaceAll('+', '%20')}` : '';
}
