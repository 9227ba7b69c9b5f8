/** The number of code points in a string. */
export function codePointLength(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index += 1) if (isHigh(text, index)) length -= 1;
  return length;
}

/** The offset in UTF-16 units of the code point number `index`, starting from a known offset. */
export function unitOffset(text: string, index: number, from: Offset = start): number {
  let { unit, point } = from;
  for (; point < index && unit < text.length; point += 1) unit += isHigh(text, unit) ? 2 : 1;
  return unit;
}

/** The number of the code point at the UTF-16 offset `unit`, starting from a known offset. */
export function pointOffset(text: string, unit: number, from: Offset = start): number {
  let { unit: at, point } = from;
  for (; at < unit; point += 1) at += isHigh(text, at) ? 2 : 1;
  return point;
}

/** One offset in a string, counted both ways. */
export type Offset = { readonly unit: number; readonly point: number };
const start: Offset = { unit: 0, point: 0 };

function isHigh(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  if (unit < 0xd800 || unit > 0xdbff) return false;
  const next = text.charCodeAt(index + 1);
  return next >= 0xdc00 && next <= 0xdfff;
}
