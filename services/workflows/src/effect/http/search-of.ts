/** A text as browsers write it in a query, but for a space, which is `%20`, as all servers read it. */
export function inQuery(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1).replaceAll('+', '%20');
}

/** The end of an address that asks for these fields, each encoded, or nothing. */
export function searchOf(fields: readonly string[]): string {
  return fields.length > 0 ? `?${fields.join('&')}` : '';
}
