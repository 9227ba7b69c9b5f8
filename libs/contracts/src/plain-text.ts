/** Whether a text is Unicode without U+0000, as stores and other programs want it. */
export function isPlainText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** The same text with U+FFFD in the place of what is none. */
export function plainText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** Whether a text has no control characters, which no name or label needs. */
export function hasNoControls(text: string): boolean {
  return !/\p{Cc}/u.test(text);
}
