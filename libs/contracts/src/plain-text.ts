/** Whether a text is valid Unicode without U+0000, as databases and other programs need it. */
export function isPlainText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** The text with U+FFFD in place of invalid characters. */
export function plainText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** Whether a text has no control characters, which names and labels never need. */
export function hasNoControls(text: string): boolean {
  return !/\p{Cc}/u.test(text);
}
