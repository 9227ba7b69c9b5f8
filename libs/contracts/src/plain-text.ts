/** Whether a text has no control characters, which no name or label needs. */
export function isPlain(text: string): boolean {
  return !/\p{Cc}/u.test(text);
}
