/** The UTF-8 of a text with a character for each byte, as it stands in bytes that are read as Latin-1. */
export function byteText(text: string): string {
  return Buffer.from(text).toString('latin1');
}
