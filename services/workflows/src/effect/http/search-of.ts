/** Encodes text for a query as browsers do, except that a space is `%20`, which all servers understand. */
export function inQuery(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1).replaceAll('+', '%20');
}

/** The query string of encoded fields, or nothing. */
export function searchOf(fields: readonly string[]): string {
  return fields.length > 0 ? `?${fields.join('&')}` : '';
}
