/** The UTF-8 of a text with one character per byte, as in bytes that are read as Latin-1. */
export function byteText(text: string): string {
  return Buffer.from(text).toString('latin1');
}
